//! The table in the environments that applications run in: nested, in layers, over HTTP/2, behind
//! nginx, and at shutdown.
//!
//! A cell is a framework in an environment, and runs the whole table there. `excuses` lists every
//! difference that is not ours, with its reason.

mod actix;
mod axum;
mod excuses;
mod http2;
mod layered;
mod nginx;
mod rocket;
mod run;
mod shutdown;
mod warp;

use std::time::Duration;

use self::nginx::{DEFAULT, KEEP_ALIVE, Proxies, Settings, UNBUFFERED};
use self::run::{Environment, run};
use crate::Start;

/// What a team sets for a whole application.
const TIMEOUT: Duration = Duration::from_secs(30);
const BODY_LIMIT: usize = 10 << 20;

/// The start functions of axum, actix-web, Rocket and warp.
type Starts = [Option<Start>; 4];

const READY: Starts =
    [Some(crate::axum::ready), Some(crate::actix::ready), Some(crate::rocket::ready), Some(crate::warp::ready)];

#[test]
fn the_table_holds_in_every_environment() {
    // In Rocket, only a handler has a base: the ready endpoint mounts itself.
    let by_hand = Some(crate::rocket::by_hand as Start);
    let nested = [Some(axum::nested as Start), Some(actix::nested), by_hand, Some(warp::nested)];
    let service = [Some(axum::nested_service as Start), None, None, None];
    let app = [Some(axum::in_layers as Start), Some(actix::in_layers), Some(rocket::in_layers), Some(warp::in_layers)];
    let own = [Some(axum::in_own_layers as Start), Some(actix::in_own_layers), None, Some(warp::in_own_layers)];
    let http2 = [READY[0], None, READY[2], READY[3]];
    run(&[
        Environment::new("nested", nested),
        Environment::new("nested service", service),
        Environment::new("layers around the app", app),
        Environment::new("layers around the endpoint", own),
        Environment::new("HTTP/2", http2).behind(http2::before),
    ]);
}

#[test]
#[ignore = "needs nginx, which not every machine has; CI installs it and runs this test"]
fn the_table_holds_behind_nginx() {
    let proxies = Proxies::default();
    let nginx = |name, settings: Settings| {
        let proxies = proxies.clone();
        Environment::new(name, READY).behind(move |server| proxies.before(server, settings))
    };
    run(&[
        nginx("nginx buffering, HTTP/1.0", DEFAULT),
        nginx("nginx buffering, keep-alive", KEEP_ALIVE),
        nginx("nginx unbuffered", UNBUFFERED),
    ]);
}
