//! The comparable part of a reply, without the headers that a server adds to every reply.

use liveblocks_auth_conformance::adapter::Adapter;

use crate::generate::Ask;

/// A reply, and the requests that Liveblocks received for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Observed {
    Answer { status: u16, headers: Vec<(String, String)>, body: String, asked: Vec<String> },
    Nothing(String),
}

/// Sends a request to an adapter.
pub(crate) fn observe(adapter: &Adapter, ask: &Ask) -> Observed {
    match adapter.ask(&ask.request, ask.tokens, ask.waits, ask.script.clone()) {
        Ok((reply, calls)) => Observed::Answer {
            status: reply.status,
            headers: reply.endpoint_headers(),
            body: unnumbered(&reply.text()),
            asked: calls.iter().map(|call| format!("{} {}", call.line, call.text())).collect(),
        },
        Err(why) => Observed::Nothing(why),
    }
}

/// Lists the replies to a request, to print them.
pub(crate) fn listed(ask: &Ask, observed: &[(&str, Observed)]) -> String {
    let replies = observed.iter().map(|(name, observed)| format!("\n  {name:<7} {observed:?}"));
    format!("{ask:?}{}", replies.collect::<String>())
}

/// Hides the number in a token, which counts all tokens of the double.
fn unnumbered(body: &str) -> String {
    match body.strip_prefix(r#"{"token":"e30.e30."#).and_then(|rest| rest.strip_suffix(r#""}"#)) {
        Some(number) if number.parse::<u64>().is_ok() => "a fresh token".to_owned(),
        _ => body.to_owned(),
    }
}

impl Observed {
    /// The status, and the code of a rejection.
    pub(crate) fn row(&self) -> String {
        let Self::Answer { status, body, .. } = self else { return "no answer".to_owned() };
        let code = serde_json::from_str::<serde_json::Value>(body).ok();
        let code = code.as_ref().and_then(|json| json.get("code")?.as_str()).unwrap_or_default();
        format!("{status} {code}").trim_end().to_owned()
    }

    /// Every origin that the reply allows to read it. More than one header closes it to all.
    pub(crate) fn allowed_origins(&self) -> Vec<&str> {
        self.values("access-control-allow-origin")
    }

    /// Every value of a header.
    pub(crate) fn values(&self, wanted: &str) -> Vec<&str> {
        let Self::Answer { headers, .. } = self else { return Vec::new() };
        headers.iter().filter(|(name, _)| name == wanted).map(|(_, value)| value.as_str()).collect()
    }

    pub(crate) fn reached_liveblocks(&self) -> bool {
        matches!(self, Self::Answer { asked, .. } if !asked.is_empty())
    }
}
