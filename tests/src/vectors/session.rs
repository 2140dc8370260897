//! Sessions and identified users, compared with the requests of the official Node SDK.

use std::borrow::Cow;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use liveblocks_auth::issuer::{MintRequest, TokenIssuer, async_trait};
use liveblocks_auth::{
    BoxError, ConfigError, Error, ErrorKind, Liveblocks, LiveblocksUser, Minted, Permissions, RoomPattern, UserInfo,
};
use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::vectors::json::{Members, holds_lone_surrogate, in_javascript_order};
use crate::vectors::verdict::{Difference, Likeness, Verdict};

/// A session of `prepareSession`, `allow` and `authorize`. Texts that can contain a lone surrogate
/// are JSON inside the JSON of the line.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AccessLine {
    user: String,
    info: Option<String>,
    organization: Option<String>,
    calls: Vec<Call>,
    /// The SDK's message if it rejected the user.
    refused: Option<String>,
    sent: Option<Sent>,
}

/// One `allow`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Call {
    pattern: String,
    scopes: Vec<String>,
    /// The SDK's message if it rejected the call. The session continues.
    refused: Option<String>,
}

/// A call of `identifyUser`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct IdLine {
    user: String,
    groups: Option<String>,
    info: Option<String>,
    organization: Option<String>,
    refused: Option<String>,
    sent: Option<Sent>,
}

/// A request to Liveblocks.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Sent {
    path: String,
    body: String,
}

/// Runs sessions through core with a recording issuer.
#[derive(Debug)]
pub(super) struct Sessions {
    liveblocks: Liveblocks,
    recorder: Recorder,
}

impl Sessions {
    /// Creates a handle with a recording issuer.
    ///
    /// # Errors
    ///
    /// Fails if core cannot be configured.
    pub(super) fn new() -> Result<Self, ConfigError> {
        let recorder = Recorder::default();
        Ok(Self { liveblocks: Liveblocks::builder().issuer(recorder.clone()).build()?, recorder })
    }

    pub(super) async fn access(&self, line: &AccessLine) -> Verdict {
        decided(self.try_access(line).await)
    }

    pub(super) async fn identify(&self, line: &IdLine) -> Verdict {
        decided(self.try_identify(line).await)
    }

    async fn try_access(&self, line: &AccessLine) -> Result<Verdict, Verdict> {
        self.recorder.drain();
        let user = User::decode(&line.user, line.info.as_ref(), line.organization.as_ref(), None)
            .map_err(|text| text.verdict(line.sent.as_ref()))?;
        let prepared = self.liveblocks.prepare_session(&user);
        let mut session = match user.judge(prepared, line.refused.as_deref())? {
            Ok(session) => session,
            Err(verdict) => return Ok(verdict),
        };
        for call in &line.calls {
            let pattern: String = match decode(&call.pattern) {
                Ok(pattern) => pattern,
                // Core cannot represent such a text, and the SDK rejects it.
                Err(Undecoded::LoneSurrogate) if call.refused.is_some() => continue,
                Err(text) => return Err(text.verdict(line.sent.as_ref())),
            };
            let scopes = &call.scopes;
            let allowed = RoomPattern::parse_trusted(&pattern)
                .and_then(|pattern| session.allow(pattern, Permissions::parse(scopes)?).map(drop));
            match (allowed, &call.refused) {
                (Ok(()), None) => {}
                (Err(error), Some(_)) => limit(&error)?,
                (Ok(()), Some(message)) => {
                    return Err(bug(format!("core accepts {pattern:?} {scopes:?}; the SDK says: {message}")));
                }
                (Err(error), None) => return Err(bug(format!("core rejects {pattern:?} {scopes:?}: {error}"))),
            }
        }
        session.authorize().await.map_err(|error| bug(format!("core does not mint: {error}")))?;
        self.recorder.compare(line.sent.as_ref())
    }

    async fn try_identify(&self, line: &IdLine) -> Result<Verdict, Verdict> {
        self.recorder.drain();
        let user = User::decode(&line.user, line.info.as_ref(), line.organization.as_ref(), line.groups.as_ref())
            .map_err(|text| text.verdict(line.sent.as_ref()))?;
        let minted = self.liveblocks.identify_user(&user).await;
        match user.judge(minted, line.refused.as_deref())? {
            Ok(_) => self.recorder.compare(line.sent.as_ref()),
            Err(verdict) => Ok(verdict),
        }
    }
}

fn decided(verdict: Result<Verdict, Verdict>) -> Verdict {
    verdict.unwrap_or_else(|verdict| verdict)
}

fn bug(what: impl Into<String>) -> Verdict {
    Verdict::Bug(what.into())
}

/// Core must reject with `Limit` here; any other kind of error is a bug.
fn limit(error: &Error) -> Result<(), Verdict> {
    match error.kind() {
        ErrorKind::Limit => Ok(()),
        kind => Err(bug(format!("core fails with {kind:?} instead of Limit: {error}"))),
    }
}

/// JSON text that cannot be decoded.
enum Undecoded {
    LoneSurrogate,
    Other(String),
}

impl Undecoded {
    /// The result for a line whose text core cannot represent. It is allowed if the SDK sent a lone
    /// surrogate.
    fn verdict(self, sent: Option<&Sent>) -> Verdict {
        match (self, sent) {
            (Self::LoneSurrogate, Some(sent)) if holds_lone_surrogate(&sent.body) => {
                Verdict::Allowed(Difference::LoneSurrogate)
            }
            (Self::LoneSurrogate, Some(_)) => bug("the line has a lone surrogate, but the SDK sent none"),
            (Self::LoneSurrogate, None) => Verdict::Alike(Likeness::BothRefuse),
            (Self::Other(error), _) => bug(format!("the line contains invalid JSON: {error}")),
        }
    }
}

fn decode<T: DeserializeOwned>(json: &str) -> Result<T, Undecoded> {
    serde_json::from_str(json).map_err(|error| {
        if holds_lone_surrogate(json) { Undecoded::LoneSurrogate } else { Undecoded::Other(error.to_string()) }
    })
}

/// The user of a line. The user info stays JSON text.
struct User<'a> {
    id: String,
    info: Option<&'a str>,
    organization: Option<String>,
    groups: Option<Vec<String>>,
}

impl<'a> User<'a> {
    fn decode(
        id: &str,
        info: Option<&'a String>,
        organization: Option<&String>,
        groups: Option<&String>,
    ) -> Result<Self, Undecoded> {
        Ok(Self {
            id: decode(id)?,
            info: info.map(String::as_str),
            organization: organization.map(|json| decode(json)).transpose()?,
            groups: groups.map(|json| decode(json)).transpose()?,
        })
    }

    /// The documented limit of core that this user breaks, if any.
    fn limits(&self) -> Option<Difference> {
        if self.id.encode_utf16().count() > 128 {
            return Some(Difference::UserIdTooLong);
        }
        if self.organization.as_deref() == Some("") {
            return Some(Difference::OrganizationEmpty);
        }
        let info = self.info?;
        if info.encode_utf16().count() > 1024 {
            return Some(Difference::UserInfoTooLong);
        }
        if holds_lone_surrogate(info) {
            return Some(Difference::LoneSurrogate);
        }
        let Ok(Members(members)) = serde_json::from_str(info) else {
            return Some(Difference::UserInfoNotObject);
        };
        let is_text = |json: &str| json.starts_with('"');
        let shown = |key: &str| key == "name" || key == "avatar";
        members.iter().any(|(key, value)| shown(key) && !is_text(value.get())).then_some(Difference::NameNotText)
    }

    /// Judges whether core accepts and rejects the right users. Returns the value that core
    /// accepted, or the final verdict.
    fn judge<T>(&self, taken: Result<T, Error>, refused: Option<&str>) -> Result<Result<T, Verdict>, Verdict> {
        match (taken, refused, self.limits()) {
            (Ok(taken), None, None) => Ok(Ok(taken)),
            (Ok(_), Some(message), _) => Err(bug(format!("core accepts the user; the SDK says: {message}"))),
            (Ok(_), None, Some(difference)) => {
                Err(bug(format!("core accepts the user, against its own rule ({difference})")))
            }
            (Err(error), Some(_), _) => limit(&error).map(|()| Err(Verdict::Alike(Likeness::BothRefuse))),
            (Err(error), None, Some(difference)) => limit(&error).map(|()| Err(Verdict::Allowed(difference))),
            (Err(error), None, None) => Err(bug(format!("core rejects the user: {error}"))),
        }
    }
}

impl LiveblocksUser for User<'_> {
    fn user_id(&self) -> Cow<'_, str> {
        Cow::Borrowed(&self.id)
    }

    fn user_info(&self) -> Result<Option<UserInfo>, BoxError> {
        Ok(self.info.map(UserInfo::from_json).transpose()?)
    }

    fn organization_id(&self) -> Option<Cow<'_, str>> {
        self.organization.as_deref().map(Cow::Borrowed)
    }

    fn group_ids(&self) -> Option<Vec<Cow<'_, str>>> {
        self.groups.as_ref().map(|groups| groups.iter().map(|group| Cow::Borrowed(group.as_str())).collect())
    }
}

/// An issuer that records the requests instead of sending them.
#[derive(Debug, Clone, Default)]
struct Recorder(Arc<Mutex<Vec<Sent>>>);

#[async_trait]
impl TokenIssuer for Recorder {
    async fn issue(&self, request: &MintRequest) -> Result<Minted, Error> {
        let body = String::from_utf8_lossy(&request.body()).into_owned();
        self.lock().push(Sent { path: request.path().to_owned(), body });
        Minted::from_reply(r#"{"token":"a.b.c"}"#)
    }
}

impl Recorder {
    fn lock(&self) -> MutexGuard<'_, Vec<Sent>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn drain(&self) -> Vec<Sent> {
        std::mem::take(&mut *self.lock())
    }

    /// Compares the request of core with the request of the SDK.
    fn compare(&self, sdk: Option<&Sent>) -> Result<Verdict, Verdict> {
        let sent = self.drain();
        let (Some(sdk), [core]) = (sdk, sent.as_slice()) else {
            return Err(bug(format!("core sent {} requests, the SDK {}", sent.len(), usize::from(sdk.is_some()))));
        };
        if core == sdk {
            return Ok(Verdict::Alike(Likeness::SameBytes));
        }
        if core.path == sdk.path && in_javascript_order(&core.body).as_deref() == Some(&*sdk.body) {
            return Ok(Verdict::Allowed(Difference::IntegerKeys));
        }
        Err(bug(format!("core sends {} {}\n    the SDK {} {}", core.path, core.body, sdk.path, sdk.body)))
    }
}
