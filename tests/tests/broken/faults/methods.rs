//! What is taken for a POST.

use http_body_util::BodyExt as _;
use hyper::http::request::Parts;
use hyper::{Method, Response, header};

use crate::adapter::{like_core, plain};
use crate::fault::{Answer, Boxed, faults};

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

faults! {
    /// Mounts the endpoint for POST only, so that the framework answers other methods with its own 404.
    own_404_for_other_methods {
        early: |parts| (parts.method != Method::POST).then(|| Ok(plain(404, "not found"))),
    }
    /// Takes PUT and PATCH for POST.
    takes_put_and_patch {
        head: |parts| if [Method::PUT, Method::PATCH].contains(&parts.method) { parts.method = Method::POST },
    }
    /// Takes GET for POST.
    takes_get {
        head: |parts| if parts.method == Method::GET { parts.method = Method::POST },
    }
    /// Answers HEAD like a health check.
    answers_head_with_200 {
        early: |parts| (parts.method == Method::HEAD).then(|| Ok(plain(200, ""))),
    }
    /// Has a layer that answers every OPTIONS for pages of any origin.
    answers_options_with_204 {
        early: |parts| (parts.method == Method::OPTIONS).then(|| {
            let mut reply = plain(204, "");
            reply.headers_mut().insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, "*".parse().unwrap());
            Ok(reply)
        }),
    }
    /// Has a layer that answers preflights, and only those, for pages of any origin.
    answers_preflights {
        early: |parts| parts.headers.contains_key(header::ACCESS_CONTROL_REQUEST_METHOD).then(|| {
            let mut reply = plain(200, "");
            reply.headers_mut().insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, "*".parse().unwrap());
            Ok(reply)
        }),
    }
    /// Echoes TRACE, as some servers do by themselves.
    echoes_trace {
        early: |parts| (parts.method == Method::TRACE).then(|| Ok(plain(200, format!("TRACE {}", parts.uri)))),
    }
    /// Takes DELETE for signing out.
    signs_out_by_delete {
        early: |parts| (parts.method == Method::DELETE).then(|| Ok(plain(204, ""))),
    }
    /// Answers 501 to methods that it does not know.
    own_501_for_unknown_methods {
        early: |parts| (!KNOWN.contains(&parts.method)).then(|| Ok(plain(501, ""))),
    }
    /// Compares the method without its case.
    methods_in_any_case {
        head: |parts| parts.method = parts.method.as_str().to_ascii_uppercase().parse().unwrap(),
    }
    /// Takes the method out of a header, as some frameworks do.
    method_from_a_header {
        head: |parts| if let Some(method) = parts.headers.get("x-http-method-override") {
            parts.method = Method::from_bytes(method.as_bytes()).unwrap();
        },
    }
    /// Takes the method out of a form, as some frameworks do.
    method_from_a_form {
        answer: |turn| method_from_a_form(turn),
    }
    /// Looks at the media type before the method.
    media_type_before_method {
        early: |parts| (parts.headers.get(header::CONTENT_TYPE).is_none_or(|value| value != "application/json")
            && parts.method != Method::POST).then(|| Ok(refused(parts))),
    }
    /// Leaves out which method would be right.
    forgets_allow {
        reply: |_, mut reply| {
            reply.headers_mut().remove(header::ALLOW);
            Ok(reply)
        },
    }
    /// Says with every answer which method is right.
    adds_allow_everywhere {
        reply: |_, mut reply| {
            reply.headers_mut().insert(header::ALLOW, "POST".parse().unwrap());
            Ok(reply)
        },
    }
}

fn method_from_a_form(mut turn: crate::adapter::Turn) -> Boxed<Answer> {
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

fn refused(_: &Parts) -> Response<hyper::body::Bytes> {
    like_core(
        400,
        r#"{"error":"forbidden","code":"body","reason":"the request must be a JSON object, sent as application/json"}"#,
    )
}
