//! The endpoint over the application's own filter.

use std::future::pending;

use liveblocks_auth_warp::auth_endpoint_with;
use warp::http::StatusCode;
use warp::reject::{MissingHeader, Reject};
use warp::reply::with_status;
use warp::{Filter, Rejection, Reply, path};

use crate::another::another_route;
use crate::listen::serve;
use crate::support::{HOME, PATH, ask, ask_at, ask_by, authorizer, hasty, liveblocks};

/// The login of the application, which rejects.
fn login() -> impl Filter<Extract = (String,), Error = Rejection> + Clone {
    warp::header::<String>("x-person").and_then(|person: String| async {
        if person == "banned" { Err(warp::reject::custom(Banned)) } else { Ok(person) }
    })
}

#[derive(Debug)]
struct Banned;

impl Reject for Banned {}

/// How the application answers what its own filters reject with.
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
fn it_yields_a_user() {
    let endpoint = auth_endpoint_with(authorizer(liveblocks()), login(), |user: String| async { user });
    let second = path!("second").and(endpoint.clone());
    let addr = serve(path!("api" / "liveblocks-auth").and(endpoint).or(second)).unwrap();
    assert_eq!(ask(addr, Some("alice"), HOME), "200 minted");
    assert_eq!(ask(addr, Some("bob"), HOME), "403 denied");
    assert_eq!(ask_at(addr, "/second", Some("alice"), HOME), "200 minted");
}

#[test]
fn it_yields_perhaps_a_user() {
    let login = warp::header::optional("x-person");
    let endpoint = auth_endpoint_with(authorizer(liveblocks()), login, |user: Option<String>| async { user });
    let addr = serve(path!("api" / "liveblocks-auth").and(endpoint)).unwrap();
    assert_eq!(ask(addr, Some("alice"), HOME), "200 minted");
    assert_eq!(ask(addr, None, HOME), "401 unauthenticated");
}

#[test]
fn it_yields_a_result() {
    let user = |user: String| async {
        match user.as_str() {
            "down" => Err(with_status("the login is down", StatusCode::BAD_GATEWAY)),
            "nobody" => Ok(None),
            _ => Ok(Some(user)),
        }
    };
    let endpoint = auth_endpoint_with(authorizer(liveblocks()), login(), user);
    let addr = serve(path!("api" / "liveblocks-auth").and(endpoint)).unwrap();
    assert_eq!(ask(addr, Some("alice"), HOME), "200 minted");
    assert_eq!(ask(addr, Some("nobody"), HOME), "401 unauthenticated");
    assert_eq!(ask(addr, Some("down"), HOME), "502 the login is down");
}

#[test]
fn its_rejection_is_the_applications() {
    let endpoint = auth_endpoint_with(authorizer(liveblocks()), login(), |user: String| async { user });
    let endpoint = path!("api" / "liveblocks-auth").and(endpoint);
    let addr = serve(endpoint.clone().recover(answer)).unwrap();
    assert_eq!(ask(addr, Some("banned"), HOME), "418 go away");
    assert_eq!(ask(addr, None, HOME), "418 please log in");
    assert_eq!(ask(addr, None, "[]"), "400 body", "but core looks first");
    assert_eq!(ask_by("GET", addr, PATH), "405 method", "but core looks first");

    let addr = serve(endpoint.or(another_route())).unwrap();
    assert_eq!(ask(addr, Some("banned"), HOME), "200 another route");
    assert_eq!(ask(addr, Some("banned"), "[]"), "400 body", "what core refuses goes nowhere else");
    assert_eq!(ask(addr, Some("alice"), HOME), "200 minted");
}

#[test]
fn what_comes_after_it_has_the_time_of_the_request_and_no_more() {
    let user = |user: String| async move { if user == "dreamer" { pending().await } else { user } };
    let endpoint = auth_endpoint_with(authorizer(hasty()), login(), user);
    let addr = serve(path!("api" / "liveblocks-auth").and(endpoint)).unwrap();
    assert_eq!(ask(addr, Some("dreamer"), HOME), "503 unavailable");
}

#[test]
fn it_takes_filters_that_never_reject() {
    let cookie = auth_endpoint_with(authorizer(liveblocks()), warp::cookie::optional("session"), |user| async { user });
    let left = warp::ext::optional::<String>();
    let left = auth_endpoint_with(authorizer(liveblocks()), left, |user: Option<String>| async { user });
    let addr = serve(path!("cookie").and(cookie).or(path!("extension").and(left))).unwrap();
    // A line of its own, which `ask_at` puts behind a header.
    let with_cookie = Some("x\r\ncookie: session=alice");
    assert_eq!(ask_at(addr, "/cookie", with_cookie, HOME), "200 minted");
    assert_eq!(ask_at(addr, "/cookie", None, HOME), "401 unauthenticated");
    assert_eq!(ask_at(addr, "/extension", with_cookie, HOME), "401 unauthenticated");
}
