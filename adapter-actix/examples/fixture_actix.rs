//! Serves the conformance kit's fixture on this adapter, for `liveblocks-auth-check`.
//!
//! The argument names the level: `ready`, `own_login`, `login_layer` or `by_hand`. The server
//! listens on any free port. It mints through the Liveblocks that `LIVEBLOCKS_BASE_URL` and
//! `LIVEBLOCKS_SECRET_KEY` describe.

#[path = "../tests/serve/mod.rs"]
mod serve;

use std::error::Error;

use liveblocks_auth_conformance::Fixture;

fn main() -> Result<(), Box<dyn Error>> {
    let start = match std::env::args().nth(1).as_deref() {
        None | Some("ready") => serve::ready,
        Some("own_login") => serve::own_login,
        Some("login_layer") => serve::login_layer,
        Some("by_hand") => serve::by_hand,
        Some(other) => {
            return Err(format!("{other:?} is not a level; write ready, own_login, login_layer or by_hand").into());
        }
    };
    println!("listening on http://{}", start(Fixture::from_env()?)?);
    loop {
        std::thread::park();
    }
}
