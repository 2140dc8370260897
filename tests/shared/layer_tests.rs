//! What must hold for a login that runs as a layer, on every framework: `crate::layer::app` has one
//! around the endpoint, and around [`ME`](crate::layer::ME).

use crate::layer::{ME, app};
use crate::listen::serve;
use crate::log::Log;
use crate::support::{HOME, PATH, allowed_pages_can_read_rejections, ask, ask_at, ask_by, hasty, liveblocks};

#[test]
fn a_login_that_hangs_gets_a_503_at_the_deadline_and_other_routes_wait() {
    let log = Log::capture();
    let addr = serve(app(hasty())).unwrap();
    assert_eq!(ask(addr, Some("never"), HOME), "503 unavailable");
    assert_eq!(ask(addr, Some("late"), HOME), "503 unavailable");
    assert_eq!(log.take(), ["ERROR unavailable: the deadline passed in the login"; 2]);
    assert_eq!(ask_at(addr, ME, Some("late"), HOME), r#"200 Some("late")"#);
    assert_eq!(log.take(), [""; 0]);
}

#[test]
fn a_panic_in_the_login_is_a_503() {
    let log = Log::capture();
    let addr = serve(app(liveblocks())).unwrap();
    assert_eq!(ask(addr, Some("panic"), HOME), "503 unavailable");
    assert_eq!(log.take(), ["ERROR unavailable: a panic in the login"]);
    assert_eq!(ask(addr, Some("alice"), HOME), "200 minted");
    assert_eq!(log.take(), ["DEBUG admitted", "DEBUG login finished", "INFO minted"]);
}

#[test]
fn what_the_head_gives_away_does_not_reach_the_login() {
    let log = Log::capture();
    let addr = serve(app(liveblocks())).unwrap();
    assert_eq!(ask_by("GET", addr, PATH), "405 method");
    assert_eq!(log.take(), ["INFO refused: the method is not POST"]);
    assert_eq!(ask_by("GET", addr, ME), "418 please log in");
    assert_eq!(ask_by("GET", addr, "/nope"), "404 ");
    assert_eq!(log.take(), [""; 0]);
}

#[test]
fn allowed_pages_can_read_what_the_login_rejects() {
    allowed_pages_can_read_rejections(serve(app(liveblocks())).unwrap(), "502 the login is down");
}
