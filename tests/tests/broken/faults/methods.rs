//! Checking the method.

use http_body_util::BodyExt as _;
use hyper::{Method, header};

use crate::adapter::{BAD_BODY, like_core, plain};
use crate::fault::{Answer, Boxed, Fault, Turn};

const KNOWN: [Method; 8] = [
    Method::GET,
    Method::HEAD,
    Method::POST,
    Method::PUT,
    Method::PATCH,
    Method::DELETE,
    Method::OPTIONS,
    Method::TRACE,
];

pub(super) fn faults() -> Vec<Fault> {
    vec![
        Fault {
            name: "own_404_for_other_methods",
            mistake: "Mounts the endpoint for POST only, so the framework replies 404 to other methods.",
            early: |parts| (parts.method != Method::POST).then(|| Ok(plain(404, "not found"))),
            ..Fault::RIGHT
        },
        Fault {
            name: "takes_put_and_patch",
            mistake: "Treats PUT and PATCH as POST.",
            head: |parts| {
                if [Method::PUT, Method::PATCH].contains(&parts.method) {
                    parts.method = Method::POST;
                }
            },
            ..Fault::RIGHT
        },
        Fault {
            name: "takes_get",
            mistake: "Treats GET as POST.",
            head: |parts| {
                if parts.method == Method::GET {
                    parts.method = Method::POST;
                }
            },
            ..Fault::RIGHT
        },
        Fault {
            name: "answers_head_with_200",
            mistake: "Answers HEAD like a health check.",
            early: |parts| (parts.method == Method::HEAD).then(|| Ok(plain(200, ""))),
            ..Fault::RIGHT
        },
        Fault {
            name: "answers_options_with_204",
            mistake: "Has a layer that answers every OPTIONS for any origin.",
            early: |parts| {
                (parts.method == Method::OPTIONS).then(|| {
                    let mut reply = plain(204, "");
                    reply.headers_mut().insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, "*".parse().unwrap());
                    Ok(reply)
                })
            },
            ..Fault::RIGHT
        },
        Fault {
            name: "answers_preflights",
            mistake: "Has a layer that answers only preflights, for any origin.",
            early: |parts| {
                parts.headers.contains_key(header::ACCESS_CONTROL_REQUEST_METHOD).then(|| {
                    let mut reply = plain(200, "");
                    reply.headers_mut().insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, "*".parse().unwrap());
                    Ok(reply)
                })
            },
            ..Fault::RIGHT
        },
        Fault {
            name: "echoes_trace",
            mistake: "Echoes TRACE, as some servers do.",
            early: |parts| (parts.method == Method::TRACE).then(|| Ok(plain(200, format!("TRACE {}", parts.uri)))),
            ..Fault::RIGHT
        },
        Fault {
            name: "signs_out_by_delete",
            mistake: "Treats DELETE as a sign-out.",
            early: |parts| (parts.method == Method::DELETE).then(|| Ok(plain(204, ""))),
            ..Fault::RIGHT
        },
        Fault {
            name: "own_501_for_unknown_methods",
            mistake: "Replies 501 to unknown methods.",
            early: |parts| (!KNOWN.contains(&parts.method)).then(|| Ok(plain(501, ""))),
            ..Fault::RIGHT
        },
        Fault {
            name: "methods_in_any_case",
            mistake: "Compares the method case-insensitively.",
            head: |parts| parts.method = parts.method.as_str().to_ascii_uppercase().parse().unwrap(),
            ..Fault::RIGHT
        },
        Fault {
            name: "method_from_a_header",
            mistake: "Reads the method from a header, as some frameworks do.",
            head: |parts| {
                if let Some(method) = parts.headers.get("x-http-method-override") {
                    parts.method = Method::from_bytes(method.as_bytes()).unwrap();
                }
            },
            ..Fault::RIGHT
        },
        Fault {
            name: "method_from_a_form",
            mistake: "Reads the method from a form field, as some frameworks do.",
            answer: |turn| method_from_a_form(turn),
            ..Fault::RIGHT
        },
        Fault {
            name: "media_type_before_method",
            mistake: "Checks the media type before the method.",
            early: |parts| {
                (parts.headers.get(header::CONTENT_TYPE).is_none_or(|value| value != "application/json")
                    && parts.method != Method::POST)
                    .then(|| Ok(like_core(400, BAD_BODY)))
            },
            ..Fault::RIGHT
        },
        Fault {
            name: "forgets_allow",
            mistake: "Omits the Allow header.",
            reply: |_, mut reply| {
                reply.headers_mut().remove(header::ALLOW);
                Ok(reply)
            },
            ..Fault::RIGHT
        },
        Fault {
            name: "adds_allow_everywhere",
            mistake: "Adds an Allow header to every reply.",
            reply: |_, mut reply| {
                reply.headers_mut().insert(header::ALLOW, "POST".parse().unwrap());
                Ok(reply)
            },
            ..Fault::RIGHT
        },
    ]
}

fn method_from_a_form(mut turn: Turn) -> Boxed<Answer> {
    Box::pin(async move {
        let form = turn.parts.headers.get(header::CONTENT_TYPE);
        if form.is_some_and(|value| value == "application/x-www-form-urlencoded") {
            let body = turn.body.frame().await.transpose()?.and_then(|frame| frame.into_data().ok());
            if body.is_some_and(|body| body.starts_with(b"_method=delete")) {
                turn.parts.method = Method::DELETE;
            }
        }
        turn.ask_core().await
    })
}
