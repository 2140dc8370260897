//! The endpoint over the application's own filter.

use std::future::pending;

use liveblocks_auth_warp::{auth_endpoint_with, with_cors_headers};
use warp::http::StatusCode;
use warp::reject::{MissingHeader, Reject};
use warp::reply::{WithStatus, with_header, with_status};
use warp::{Filter, Rejection, Reply, path};

use crate::another::another_route;
use crate::listen::serve;
use crate::log::{AUTHORIZED, Log};
use crate::ready::TAKEN;
use crate::support::{
    HOME, PAGE, PATH, allowed_pages_can_read_rejections, ask, ask_at, ask_by, ask_from, authorizer, hasty, liveblocks,
    readable,
};

/// The application's login filter, which rejects requests.
fn login() -> impl Filter<Extract = (String,), Error = Rejection> + Clone {
    warp::header::<String>("x-person").and_then(|person: String| async {
        if person == "banned" { Err(warp::reject::custom(Banned)) } else { Ok(person) }
    })
}

#[derive(Debug)]
struct Banned;

impl Reject for Banned {}

/// Converts rejections of the application's own filters into replies.
async fn answer(rejection: Rejection) -> Result<impl Reply, Rejection> {
    if rejection.find::<Banned>().is_some() {
        return Ok(with_status("go away", StatusCode::IM_A_TEAPOT));
    }
    if rejection.find::<MissingHeader>().is_some() {
        return Ok(with_status("please log in", StatusCode::IM_A_TEAPOT));
    }
    Err(rejection)
}

#[test]
fn a_login_can_return_a_user() {
    let endpoint = auth_endpoint_with(authorizer(liveblocks()), login(), |user: String| async { user });
    let second = path!("second").and(endpoint.clone());
    let addr = serve(path!("api" / "liveblocks-auth").and(endpoint).or(second)).unwrap();
    assert_eq!(ask(addr, Some("alice"), HOME), "200 minted");
    assert_eq!(ask(addr, Some("bob"), HOME), "403 denied");
    assert_eq!(ask_at(addr, "/second", Some("alice"), HOME), "200 minted");
}

#[test]
fn a_filter_that_takes_the_body_first_makes_it_unavailable() {
    let log = Log::capture();
    let endpoint = auth_endpoint_with(authorizer(liveblocks()), login(), |user: String| async { user });
    let filter = warp::body::bytes().and(endpoint).map(|_, reply| reply);
    let addr = serve(path!("api" / "liveblocks-auth").and(filter)).unwrap();
    assert_eq!(ask(addr, Some("alice"), HOME), "503 unavailable");
    assert_eq!(log.take(), [TAKEN]);
}

#[test]
fn a_login_can_return_an_option() {
    let login = warp::header::optional("x-person");
    let endpoint = auth_endpoint_with(authorizer(liveblocks()), login, |user: Option<String>| async { user });
    let addr = serve(path!("api" / "liveblocks-auth").and(endpoint)).unwrap();
    assert_eq!(ask(addr, Some("alice"), HOME), "200 minted");
    assert_eq!(ask(addr, None, HOME), "401 unauthenticated");
}

/// Runs after the filter. Can fail, return `None`, be slow or panic.
async fn user(person: String) -> Result<Option<String>, WithStatus<&'static str>> {
    match person.as_str() {
        "dreamer" => pending().await,
        "jumpy" => panic!("the login panics"),
        "down" => Err(with_status("the login is down", StatusCode::BAD_GATEWAY)),
        "anonymous" => Ok(None),
        _ => Ok(Some(person)),
    }
}

#[test]
fn a_login_can_return_a_result() {
    let log = Log::capture();
    let endpoint = auth_endpoint_with(authorizer(liveblocks()), login(), user);
    let addr = serve(path!("api" / "liveblocks-auth").and(endpoint)).unwrap();
    assert_eq!(ask(addr, Some("alice"), HOME), "200 minted");
    assert_eq!(ask(addr, Some("anonymous"), HOME), "401 unauthenticated");
    log.take();
    assert_eq!(ask(addr, Some("down"), HOME), "502 the login is down");
    assert_eq!(log.take(), ["DEBUG admitted", "DEBUG login finished"]);
}

#[test]
fn a_rejection_passes_through_untouched() {
    let endpoint = auth_endpoint_with(authorizer(liveblocks()), login(), |user: String| async { user });
    let endpoint = path!("api" / "liveblocks-auth").and(endpoint);
    let log = Log::capture();
    let addr = serve(endpoint.clone().recover(answer)).unwrap();
    assert_eq!(ask(addr, Some("banned"), HOME), "418 go away");
    assert_eq!(log.take(), ["DEBUG admitted"], "a filter is not an entry point");
    assert_eq!(ask(addr, None, HOME), "418 please log in");
    assert_eq!(ask(addr, None, "[]"), "400 body", "but core looks first");
    assert_eq!(ask_by("GET", addr, PATH), "405 method", "but core looks first");

    let addr = serve(endpoint.or(another_route())).unwrap();
    assert_eq!(ask(addr, Some("banned"), HOME), "200 another route");
    assert_eq!(ask(addr, Some("banned"), "[]"), "400 body", "core's reply ends the search for a route");
    assert_eq!(ask(addr, Some("alice"), HOME), "200 minted");
}

#[test]
fn a_page_on_an_allowed_origin_can_read_a_rejection() {
    let user = |user: String| async {
        if user == "down" {
            Err(with_header(with_header("the login is down", "vary", "cookie"), "access-control-allow-origin", PAGE))
        } else {
            Ok(user)
        }
    };
    let endpoint = path!("api" / "liveblocks-auth").and(auth_endpoint_with(authorizer(liveblocks()), login(), user));
    let endpoint = endpoint.recover(answer);
    let addr = serve(with_cors_headers(liveblocks(), endpoint.clone())).unwrap();
    allowed_pages_can_read_rejections(addr, "200 the login is down");
    assert_eq!(ask_from(PAGE, addr, Some("banned"), HOME), ("418 go away".into(), readable()));

    let addr = serve(endpoint).unwrap();
    assert_eq!(ask_from(PAGE, addr, None, HOME), ("418 please log in".into(), vec![]), "the filter's, without it");
    assert_eq!(ask_from(PAGE, addr, Some("alice"), HOME), ("200 minted".into(), readable()));
    assert_eq!(ask_from(PAGE, addr, Some("down"), HOME).1.len(), 4, "the function's, without it");
}

#[test]
fn cors_headers_of_a_rejection_are_replaced() {
    let no = |_: String| async { Err::<String, _>(with_header("no", "access-control-allow-origin", "https://y")) };
    let endpoint = path!("api" / "liveblocks-auth").and(auth_endpoint_with(authorizer(liveblocks()), login(), no));
    let addr = serve(with_cors_headers(liveblocks(), endpoint)).unwrap();
    assert_eq!(ask_from(PAGE, addr, Some("alice"), HOME), ("200 no".into(), readable()));
}

#[test]
fn each_step_of_a_request_is_logged_once() {
    let log = Log::capture();
    let login = warp::header::optional("x-person");
    let endpoint = auth_endpoint_with(authorizer(liveblocks()), login, |user: Option<String>| async { user });
    let addr = serve(path!("api" / "liveblocks-auth").and(endpoint)).unwrap();
    for (person, entry) in AUTHORIZED {
        ask(addr, person, HOME);
        assert_eq!(log.take(), ["DEBUG admitted", "DEBUG login finished", entry]);
    }
}

#[test]
fn what_comes_after_the_filter_is_timed_and_caught() {
    let log = Log::capture();
    let endpoint = auth_endpoint_with(authorizer(hasty()), login(), user);
    let addr = serve(path!("api" / "liveblocks-auth").and(endpoint)).unwrap();
    assert_eq!(ask(addr, Some("dreamer"), HOME), "503 unavailable");
    assert_eq!(log.take(), ["DEBUG admitted", "ERROR unavailable: the deadline passed in the login"]);
    assert_eq!(ask(addr, Some("jumpy"), HOME), "503 unavailable");
    assert_eq!(log.take(), ["DEBUG admitted", "ERROR unavailable: a panic in the login"]);
}

#[test]
fn a_login_can_be_a_filter_that_never_rejects() {
    let cookie = auth_endpoint_with(authorizer(liveblocks()), warp::cookie::optional("session"), |user| async { user });
    let left = warp::ext::optional::<String>();
    let left = auth_endpoint_with(authorizer(liveblocks()), left, |user: Option<String>| async { user });
    let addr = serve(path!("cookie").and(cookie).or(path!("extension").and(left))).unwrap();
    // A header line of its own: `ask_at` puts it behind another header.
    let with_cookie = Some("x\r\ncookie: session=alice");
    assert_eq!(ask_at(addr, "/cookie", with_cookie, HOME), "200 minted");
    assert_eq!(ask_at(addr, "/cookie", None, HOME), "401 unauthenticated");
    assert_eq!(ask_at(addr, "/extension", with_cookie, HOME), "401 unauthenticated");
}
