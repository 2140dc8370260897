use std::rc::Rc;

use liveblocks_auth::{Grants, policy_fn};

async fn pause() {}

fn main() {
    let _ = policy_fn((), async |(), _user: &String, _request| { // the error
        let grants = Rc::new(Grants::none());
        pause().await;
        Ok((*grants).clone())
    });
}
