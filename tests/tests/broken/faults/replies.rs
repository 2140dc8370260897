//! Changing core's reply.

use hyper::body::Bytes;
use hyper::header::{self, HeaderName};
use hyper::http::request::Parts;
use hyper::{Response, StatusCode};

use crate::adapter::plain;
use crate::fault::Fault;

pub(super) fn faults() -> Vec<Fault> {
    vec![
        Fault {
            name: "forgets_no_store",
            mistake: "Lets caches store the token.",
            reply: |_, reply| Ok(without(reply, &header::CACHE_CONTROL)),
            ..Fault::RIGHT
        },
        Fault {
            name: "answers_text_plain",
            mistake: "Replies with text/plain.",
            reply: |_, reply| Ok(set(reply, header::CONTENT_TYPE, "text/plain; charset=utf-8")),
            ..Fault::RIGHT
        },
        Fault {
            name: "answers_any_origin",
            mistake: "Has a layer that lets pages of any origin read the reply.",
            reply: |parts, reply| {
                Ok(match parts.headers.get(header::ORIGIN).and_then(|origin| origin.to_str().ok()) {
                    Some(origin) => set(
                        set(reply, header::ACCESS_CONTROL_ALLOW_ORIGIN, origin),
                        header::ACCESS_CONTROL_ALLOW_CREDENTIALS,
                        "true",
                    ),
                    None => reply,
                })
            },
            ..Fault::RIGHT
        },
        Fault {
            name: "refuses_other_origins",
            mistake: "Rejects other origins by a rule that is not configured.",
            early: |parts| parts.headers.contains_key(header::ORIGIN).then(|| Ok(plain(403, "forbidden origin"))),
            ..Fault::RIGHT
        },
        Fault {
            name: "own_406_for_other_types",
            mistake: "Replies 406 to clients that don't accept JSON.",
            early: |parts| accepts_html(parts).then(|| Ok(plain(406, ""))),
            ..Fault::RIGHT
        },
        Fault {
            name: "answers_errors_in_html",
            mistake: "Replies with an HTML error page if the browser accepts one.",
            reply: |parts, reply| {
                Ok(if accepts_html(parts) && !reply.status().is_success() {
                    let status = reply.status();
                    let mut page = set(reply, header::CONTENT_TYPE, "text/html");
                    *page.body_mut() = format!("<h1>{status}</h1>").into();
                    page
                } else {
                    reply
                })
            },
            ..Fault::RIGHT
        },
        Fault {
            name: "answers_with_a_part",
            mistake: "Honors Range requests.",
            reply: |parts, mut reply| {
                if parts.headers.contains_key(header::RANGE) && reply.status() == StatusCode::OK {
                    *reply.status_mut() = StatusCode::PARTIAL_CONTENT;
                    *reply.body_mut() = reply.body().slice(..2);
                }
                Ok(reply)
            },
            ..Fault::RIGHT
        },
        Fault {
            name: "sets_a_cookie",
            mistake: "Sets a cookie with every token.",
            reply: |_, reply| {
                Ok(if reply.status() == 200 { set(reply, header::SET_COOKIE, "session=alice") } else { reply })
            },
            ..Fault::RIGHT
        },
        Fault {
            name: "redirects_to_the_login",
            mistake: "Redirects anonymous users to a login page.",
            reply: |_, reply| {
                Ok(if reply.status() == 401 { set(plain(302, ""), header::LOCATION, "/login") } else { reply })
            },
            ..Fault::RIGHT
        },
        Fault {
            name: "answers_404_to_strangers",
            mistake: "Hides from strangers that a room exists.",
            reply: |_, reply| Ok(status(reply, 403, 404)),
            ..Fault::RIGHT
        },
        Fault {
            name: "answers_400_to_illegal_rooms",
            mistake: "Replies 400 to an illegal room id.",
            reply: |_, reply| Ok(status(reply, 422, 400)),
            ..Fault::RIGHT
        },
        Fault {
            name: "forgets_retry_after",
            mistake: "Omits the Retry-After header.",
            reply: |_, reply| Ok(without(reply, &header::RETRY_AFTER)),
            ..Fault::RIGHT
        },
        Fault {
            name: "answers_errors_with_200",
            mistake: "Always replies 200, with the error in the body.",
            reply: |_, mut reply| {
                *reply.status_mut() = StatusCode::OK;
                Ok(reply)
            },
            ..Fault::RIGHT
        },
    ]
}

fn accepts_html(parts: &Parts) -> bool {
    parts.headers.get(header::ACCEPT).is_some_and(|value| value.as_bytes().starts_with(b"text/html"))
}

fn without(mut reply: Response<Bytes>, name: &HeaderName) -> Response<Bytes> {
    reply.headers_mut().remove(name);
    reply
}

fn set(mut reply: Response<Bytes>, name: HeaderName, value: &str) -> Response<Bytes> {
    reply.headers_mut().insert(name, value.parse().unwrap());
    reply
}

/// The reply with another status, if it has this one.
fn status(mut reply: Response<Bytes>, old: u16, new: u16) -> Response<Bytes> {
    if reply.status() == old {
        *reply.status_mut() = StatusCode::from_u16(new).unwrap();
    }
    reply
}
