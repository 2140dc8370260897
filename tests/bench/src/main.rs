//! The servers that `run.py` puts under load. The first argument selects one.

mod careful;
mod double;
mod hand;
mod on_actix;
mod on_axum;
mod on_rocket;
mod on_warp;
mod ours;

use std::env;
use std::net::{Ipv4Addr, SocketAddr};

use liveblocks_auth::BoxError;
use tokio::runtime;

fn main() -> Result<(), BoxError> {
    let contestant = env::args().nth(1).unwrap_or_default();
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, env::var("PORT")?.parse()?));
    match contestant.as_str() {
        "axum" => one_thread(on_axum::ours(address)),
        "axum-hand" => one_thread(on_axum::hand(address)),
        "actix" => on_actix::ours(address),
        "actix-hand" => on_actix::hand(address),
        "actix-head" => on_actix::hand_with_head(address),
        "rocket" => on_rocket::ours(address),
        "rocket-hand" => on_rocket::hand(address),
        "warp" => one_thread(on_warp::ours(address)),
        "warp-hand" => one_thread(on_warp::hand(address)),
        "warp-head" => one_thread(on_warp::hand_with_head(address)),
        "careful" => one_thread(careful::serve(address)),
        "double" => one_thread(double::serve(address)),
        _ => Err(format!("{contestant:?} is not a contestant; see src/main.rs for their names").into()),
    }
}

fn one_thread(server: impl Future<Output = Result<(), BoxError>>) -> Result<(), BoxError> {
    runtime::Builder::new_current_thread().enable_all().build()?.block_on(server)
}
