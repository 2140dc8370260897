//! Compares the observed replies and upstream requests of a case with the expected ones.

use crate::browser::{Reaction, can_proceed, can_read};
use crate::case::{Case, EndpointForm, Sent, Tokens};
use crate::double::{Call, Served};
use crate::endpoints::SECRET_KEY;
use crate::expected::{Expected, allowed_origin};
use crate::transport::{NoReply, Received};
use crate::wire::client::Reply;
use crate::wire::request::Request;

/// A deviation from the table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    pub(crate) kind: DifferenceKind,
    pub(crate) text: String,
}

/// What a difference affects.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum DifferenceKind {
    /// The browser client reacts differently.
    Reaction { due: Reaction, seen: Reaction },
    /// Liveblocks receives other requests.
    Upstream,
    /// A page of another origin can read the reply.
    CrossOrigin,
    /// No server started, so nothing was tested.
    NoServer,
    /// The bytes differ, but the browser client reacts the same.
    Cosmetic,
}

impl Difference {
    pub(crate) fn no_server(error: &dyn std::fmt::Display) -> Self {
        Self { kind: DifferenceKind::NoServer, text: format!("no server started: {error}") }
    }

    /// Whether no server started, so that the case was not tested.
    pub(crate) fn is_no_server(&self) -> bool {
        self.kind == DifferenceKind::NoServer
    }
}

impl std::fmt::Display for Difference {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.text)
    }
}

/// The observations of a case.
pub(crate) struct Observed {
    pub(crate) answers: Vec<Received>,
    pub(crate) calls: Vec<Call>,
    pub(crate) served: Vec<Served>,
}

/// Returns every deviation from the table.
pub(crate) fn judge(case: &Case, observed: &Observed) -> Vec<Difference> {
    let mut differences = Vec::new();
    let mut served = observed.served.clone();
    let mut bodies = match &case.sent {
        Sent::Bodies(bodies) => bodies.iter(),
        _ => [].iter(),
    };
    if case.steps.len() != observed.answers.len() {
        let text = format!("{} replies to {} requests", observed.answers.len(), case.steps.len());
        differences.push(Difference { kind: DifferenceKind::Upstream, text });
    }
    for ((request, expected), answer) in case.steps.iter().zip(&observed.answers) {
        let asked = if *expected == Expected::Minted { bodies.next().map(String::as_str) } else { None };
        match answer {
            Ok(reply) if *expected == Expected::Closed && reply.status >= 400 => {}
            Err(NoReply::Closed) if *expected == Expected::Closed => {}
            Ok(reply) => {
                let due = Due { expected: *expected, asked, request };
                judge_reply(reply, &due, reactions(case.form, &due, reply), &mut served, &mut differences);
            }
            Err(why) => {
                let seen = match why {
                    NoReply::Silence(_) | NoReply::Open => Reaction::Waits,
                    // The client treats it like any network error.
                    NoReply::Closed | NoReply::Broken(_) => Reaction::Retries,
                };
                let due = expected.reaction();
                let kind = if due == seen { DifferenceKind::Cosmetic } else { DifferenceKind::Reaction { due, seen } };
                let instead = if *expected == Expected::Closed { "a close" } else { &expected.status().to_string() };
                differences.push(Difference { kind, text: format!("{why}, instead of {instead}") });
            }
        }
    }
    judge_calls(case, &observed.calls, &mut differences);
    differences
}

/// The expected reply to one request.
struct Due<'a> {
    expected: Expected,
    /// The body that Liveblocks must receive for it, if the case names one. The reply must hold
    /// the token that Liveblocks returned for this body.
    asked: Option<&'a str>,
    request: &'a Request,
}

/// The due reaction of the browser client, and its reaction to this reply.
fn reactions(form: EndpointForm, due: &Due<'_>, reply: &Reply) -> (Reaction, Reaction) {
    let Due { expected, request, .. } = *due;
    let origin = request.only("origin");
    if let (Some(origin), Some(_)) = (origin, request.only("access-control-request-method")) {
        let due = if expected == Expected::Preflight { Reaction::Proceeds } else { Reaction::Retries };
        return (due, if can_proceed(reply, request, origin) { Reaction::Proceeds } else { Reaction::Retries });
    }
    // The client sends POST only, so its reaction to other methods is irrelevant.
    if request.method != "POST" {
        return (expected.reaction(), expected.reaction());
    }
    let crosses = expected == Expected::ForeignOrigin || allowed_origin(request).is_some();
    let seen = match form {
        _ if crosses && !origin.is_some_and(|origin| can_read(reply, origin)) => Reaction::Retries,
        EndpointForm::Url => Reaction::to(reply.status, &reply.body),
        EndpointForm::Callback => Reaction::to_callback(&reply.body),
    };
    (expected.reaction(), seen)
}

fn judge_reply(
    reply: &Reply,
    due: &Due<'_>,
    (due_reaction, seen): (Reaction, Reaction),
    served: &mut Vec<Served>,
    differences: &mut Vec<Difference>,
) {
    let Due { expected, asked, request } = *due;
    let mut note = |kind, text| differences.push(Difference { kind, text });
    if allowed_origin(request).is_some_and(|origin| !can_read(reply, origin)) {
        note(DifferenceKind::Cosmetic, "the page can't read the reply".to_owned());
    }
    if due_reaction != seen {
        let text = format!("the client reacts with {seen:?} instead of {due_reaction:?}");
        note(DifferenceKind::Reaction { due: due_reaction, seen }, text);
    }
    if reply.status != expected.status() {
        note(DifferenceKind::Cosmetic, format!("{} instead of {}", reply.status, expected.status()));
    }
    let foreign = request.only("origin").filter(|_| allowed_origin(request).is_none());
    if foreign.is_some_and(|origin| can_read(reply, origin)) {
        note(DifferenceKind::CrossOrigin, "a page of another origin can read the reply".to_owned());
    }
    let headers = reply.endpoint_headers();
    let due_headers = expected.headers(request);
    if headers != due_headers {
        note(DifferenceKind::Cosmetic, format!("headers {headers:?} instead of {due_headers:?}"));
    }
    let as_it_should_be = match expected.body() {
        _ if request.method == "HEAD" => reply.body.is_empty(),
        Some(body) => reply.body == body.as_bytes(),
        // The bytes from Liveblocks, each reply used only once.
        None => {
            let it = |one: &Served| one.body == reply.body && asked.is_none_or(|asked| same_json(asked, &one.asked));
            served.iter().position(it).map(|at| served.remove(at)).is_some()
        }
    };
    if !as_it_should_be {
        let due = expected.body().unwrap_or("the reply of Liveblocks");
        note(DifferenceKind::Cosmetic, format!("body {:?} instead of {due}", reply.text()));
    }
}

fn judge_calls(case: &Case, calls: &[Call], differences: &mut Vec<Difference>) {
    let mut note = |kind, text| differences.push(Difference { kind, text });
    let due = match &case.sent {
        Sent::ForEveryToken => case.expected_tokens(),
        Sent::Bodies(bodies) => bodies.len(),
        Sent::Times(times) => *times,
    };
    if calls.len() != due {
        note(DifferenceKind::Upstream, format!("Liveblocks requests: {} instead of {due}", calls.len()));
    }
    let path = match case.tokens {
        Tokens::Access => "/v2/authorize-user",
        Tokens::Id => "/v2/identify-user",
    };
    for call in calls {
        if call.line != format!("POST {path} HTTP/1.1") {
            note(DifferenceKind::Upstream, format!("Liveblocks received {:?}", call.line));
        }
        if call.header("authorization") != Some(&format!("Bearer {SECRET_KEY}")) {
            note(DifferenceKind::Upstream, "Liveblocks received another key".to_owned());
        }
        if call.header("content-type") != Some("application/json") {
            note(
                DifferenceKind::Cosmetic,
                format!("Liveblocks received the media type {:?}", call.header("content-type")),
            );
        }
    }
    match &case.sent {
        Sent::Bodies(bodies) => judge_bodies(bodies, calls, &mut note),
        Sent::Times(_) if calls.iter().zip(calls.iter().skip(1)).any(|(one, next)| one.body != next.body) => {
            note(DifferenceKind::Upstream, "Liveblocks received another body on the retry".to_owned());
        }
        _ => {}
    }
    if let Some(Err(text)) = case.inspect.map(|inspect| inspect(calls)) {
        note(DifferenceKind::Upstream, text);
    }
}

fn judge_bodies(due: &[String], calls: &[Call], note: &mut impl FnMut(DifferenceKind, String)) {
    let mut sent: Vec<String> = calls.iter().map(Call::text).collect();
    for body in due {
        if let Some(at) = sent.iter().position(|text| text == body) {
            sent.remove(at);
        } else if let Some(at) = sent.iter().position(|text| same_json(text, body)) {
            note(DifferenceKind::Cosmetic, format!("Liveblocks received {} instead of {body}", sent.remove(at)));
        } else {
            note(DifferenceKind::Upstream, format!("Liveblocks did not receive {body}, only {sent:?}"));
        }
    }
}

fn same_json(left: &str, right: &str) -> bool {
    let parse = |text| serde_json::from_str::<serde_json::Value>(text).ok();
    parse(left).is_some() && parse(left) == parse(right)
}
