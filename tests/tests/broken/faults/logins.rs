//! Finding out the user.

use std::panic::AssertUnwindSafe;
use std::sync::PoisonError;

use futures_util::FutureExt as _;
use hyper::body::Bytes;
use liveblocks_auth::{
    AuthEndpoint, AuthReply, AuthRequest, BoxError, LiveblocksUser as _, RequestHead, UserResolver, adapter,
};
use liveblocks_auth_conformance::fixture::{People, Person, Rooms};
use serde::Deserialize;

use crate::adapter::{handed_over, like_core};
use crate::fault::{Answer, Fault, Turn, chunks};

const WATCHED: Watch = Watch { clock: true, net: true };

pub(super) fn faults() -> Vec<Fault> {
    vec![
        Fault {
            name: "folds_resolver_errors_into_401",
            mistake: "Turns a resolver error into an anonymous request.",
            access: |fixture| AuthEndpoint::access_tokens(fixture.liveblocks().clone(), Folding, Rooms),
            id: |fixture| AuthEndpoint::id_tokens(fixture.liveblocks().clone(), Folding),
            ..Fault::RIGHT
        },
        Fault {
            name: "leaks_an_error_text",
            mistake: "Replies with the text of a resolver error.",
            answer: |turn| {
                Box::pin(log_in(turn, WATCHED, |found, _| match found {
                    Err(error) => Err(Ok(like_core(
                        503,
                        serde_json::json!({ "error": "unavailable", "reason": error.to_string() }).to_string(),
                    ))),
                    Ok(user) => Ok(user),
                }))
            },
            ..Fault::RIGHT
        },
        Fault {
            name: "takes_nobody_for_a_guest",
            mistake: "Lets anonymous users in as guests.",
            answer: |turn| {
                Box::pin(log_in(turn, WATCHED, |found, _| {
                    Ok(Some(found.map_err(unavailable)?.unwrap_or_else(|| person("carol"))))
                }))
            },
            ..Fault::RIGHT
        },
        Fault {
            name: "believes_the_page_who_asks",
            mistake: "Lets the page choose the user.",
            answer: |turn| {
                Box::pin(log_in(turn, WATCHED, |found, request| match request.data::<Claim>() {
                    Ok(Claim { user_id: Some(name) }) => Ok(Some(person(&name))),
                    _ => found.map_err(unavailable),
                }))
            },
            ..Fault::RIGHT
        },
        Fault {
            name: "writes_down_user_ids",
            mistake: "Logs the user id without catching its errors.",
            answer: |turn| {
                Box::pin(log_in(turn, WATCHED, |found, _| {
                    let user = found.map_err(unavailable)?;
                    assert!(user.as_ref().is_none_or(|user| !user.user_id().is_empty()));
                    Ok(user)
                }))
            },
            ..Fault::RIGHT
        },
        Fault {
            name: "logs_in_without_a_clock",
            mistake: "Calls the resolver without a deadline.",
            answer: |turn| {
                Box::pin(log_in(turn, Watch { clock: false, ..WATCHED }, |found, _| found.map_err(unavailable)))
            },
            ..Fault::RIGHT
        },
        Fault {
            name: "logs_in_without_a_net",
            mistake: "Calls the resolver without catching panics.",
            answer: |turn| {
                Box::pin(log_in(turn, Watch { net: false, ..WATCHED }, |found, _| found.map_err(unavailable)))
            },
            ..Fault::RIGHT
        },
        Fault {
            name: "logs_in_before_it_looks",
            mistake: "Calls the resolver before it checks the request.",
            answer: |turn| Box::pin(before(turn)),
            ..Fault::RIGHT
        },
        Fault {
            name: "logs_in_once_for_a_connection",
            mistake: "Calls the resolver only once per connection.",
            answer: |mut turn| {
                let first = turn
                    .connection
                    .first
                    .lock()
                    .unwrap_or_else(PoisonError::into_inner)
                    .get_or_insert_with(|| turn.parts.headers.clone())
                    .clone();
                for name in ["authorization", "cookie"] {
                    turn.parts.headers.remove(name);
                    first.get(name).map(|value| turn.parts.headers.insert(name, value.clone()));
                }
                Box::pin(turn.ask_core())
            },
            ..Fault::RIGHT
        },
        Fault {
            name: "hides_the_peer",
            mistake: "Doesn't pass on the peer address.",
            answer: |turn| {
                Box::pin(async move {
                    let Turn { endpoint, parts, body, .. } = turn;
                    Ok(endpoint.handle(RequestHead::from(parts), handed_over(chunks(body))).await.into_http())
                })
            },
            ..Fault::RIGHT
        },
        Fault {
            name: "hides_the_query",
            mistake: "Passes on the path without its query.",
            head: |parts| parts.uri = parts.uri.path().parse().unwrap(),
            ..Fault::RIGHT
        },
        Fault {
            name: "routes_by_the_whole_target",
            mistake: "Routes by the whole target, including the query.",
            route: |uri| uri.path_and_query().map_or("", |target| target.as_str()),
            ..Fault::RIGHT
        },
    ]
}

struct Folding;

impl UserResolver for Folding {
    type User = Person;

    async fn resolve(&self, head: &RequestHead) -> Result<Option<Person>, BoxError> {
        Ok(People.resolve(head).await.unwrap_or_default())
    }
}

/// The user that the page claims.
#[derive(Deserialize)]
struct Claim {
    #[serde(rename = "userId")]
    user_id: Option<String>,
}

/// The user with this name.
fn person(name: &str) -> Person {
    let head = RequestHead::copy("POST", "/", None, [("x-person", name)]);
    People.resolve(&head).now_or_never().and_then(Result::ok).flatten().expect("a user has this name")
}

fn unavailable(_: BoxError) -> Answer {
    Ok(AuthReply::from(liveblocks_auth::ErrorKind::Resolver).into_http())
}

/// The resolver's answer.
type Found = Result<Option<Person>, BoxError>;

/// The guards around the adapter's login.
#[derive(Clone, Copy)]
struct Watch {
    clock: bool,
    net: bool,
}

/// Core admits the request, the adapter calls the resolver, core decides. `judge` interprets the
/// answer of the resolver.
async fn log_in(turn: Turn, watch: Watch, judge: fn(Found, &AuthRequest) -> Result<Option<Person>, Answer>) -> Answer {
    let (fixture, access, request) = match turn.admit().await {
        Ok(admitted) => admitted,
        Err(reply) => return Ok(reply.into_http()),
    };
    let resolve = AssertUnwindSafe(People.resolve(request.head())).catch_unwind();
    let found = match if watch.clock { adapter::within(&request, resolve).await } else { Ok(resolve.await) } {
        Ok(Ok(found)) => found,
        Ok(Err(_)) if watch.net => Err("it panicked".into()),
        Ok(Err(payload)) => std::panic::resume_unwind(payload),
        Err(reply) => return Ok(reply.into_http()),
    };
    let user = match judge(found, &request) {
        Ok(user) => user,
        Err(answer) => return answer,
    };
    let authorizer = if access { fixture.access_authorizer() } else { fixture.id_authorizer() };
    Ok(authorizer.authorize(user, request).await.into_http::<Bytes>())
}

/// Calls the resolver, and only then core.
async fn before(turn: Turn) -> Answer {
    let head = RequestHead::from(turn.parts.clone()).with_peer_addr(Some(turn.peer));
    match adapter::current_user(&turn.fixture.resolver(), &head).await {
        Ok(_) => turn.ask_core().await,
        Err(reply) => Ok(reply.into_http()),
    }
}
