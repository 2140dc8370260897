//! Mints development tokens in this process.

use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use async_trait::async_trait;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::error::Error;
use crate::issuer::mint_request::{MintRequest, TokenKind};
use crate::issuer::token::Minted;
use crate::issuer::token_issuer::TokenIssuer;
use crate::wire::json::Writer;

/// `{"alg":"none","typ":"JWT"}`, encoded: the only header that the dev server accepts.
const HEADER: &str = "eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0";
/// The lifetime of the cloud's tokens.
const LIFETIME: Duration = Duration::from_secs(3600);

/// Mints unsigned development tokens in this process, in the format of the official dev server.
///
/// The dev server and the browser client accept these tokens. The Liveblocks cloud doesn't.
///
/// # Security
///
/// The tokens are not signed: anyone can write one, so they prove nothing. For this reason,
/// [`Liveblocks::local_issuer`] and [`LiveblocksBuilder::local_issuer`] need the feature
/// `local-issuer`, and fail if there is a key of a real project or a base URL that isn't local.
///
/// [`Liveblocks::local_issuer`]: crate::Liveblocks::local_issuer
/// [`LiveblocksBuilder::local_issuer`]: crate::LiveblocksBuilder::local_issuer
#[derive(Debug, Clone)]
pub struct LocalIssuer {
    lifetime: Duration,
}

impl LocalIssuer {
    /// Creates an issuer whose tokens expire after an hour, like those of the cloud.
    #[must_use]
    pub fn new() -> Self {
        Self { lifetime: LIFETIME }
    }

    /// Sets the lifetime of the tokens, in whole seconds.
    ///
    /// The browser client requests a new token 30 s before the old one expires: a token of 34 s is
    /// renewed after 4 s, and a token of 30 s or less is renewed at every call.
    #[must_use]
    pub fn with_lifetime(self, lifetime: Duration) -> Self {
        let Self { lifetime: _ } = self;
        Self { lifetime }
    }

    pub(crate) fn into_issuer(self) -> Arc<dyn TokenIssuer> {
        Arc::new(Working(self))
    }

    fn mint(&self, request: &MintRequest) -> Minted {
        let claims = ascii(self.claims(request));
        let (before, after) = (r#"{"token":""#, r#""}"#);
        let encoded = base64::encoded_len(claims.len(), false).unwrap_or_default();
        // Exactly the final length, so that the string never reallocates.
        let mut reply = String::with_capacity(before.len() + HEADER.len() + 1 + encoded + 1 + after.len());
        reply.push_str(before);
        reply.push_str(HEADER);
        reply.push('.');
        URL_SAFE_NO_PAD.encode_string(claims, &mut reply);
        reply.push('.');
        reply.push_str(after);
        Minted::written(reply.into(), before.len(), after.len())
    }

    fn claims(&self, request: &MintRequest) -> Vec<u8> {
        let iat = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
        let mut claims = Writer::new(256)
            .member("k", request.kind().as_str())
            .member("pid", "localdev")
            .member("uid", request.user_id());
        if request.kind() == TokenKind::Access {
            claims = claims.member("perms", request.grants());
        }
        if let Some(group_ids) = request.group_ids() {
            claims = claims.member("gids", group_ids);
        }
        if let Some(user_info) = request.user_info() {
            claims = claims.json("ui", user_info.as_json());
        }
        let exp = iat.saturating_add(self.lifetime.as_secs());
        // The client rejects a token that it has seen before, and `iat` changes only once a second.
        let mut random = [0; 9];
        fastrand::fill(&mut random);
        let jti = URL_SAFE_NO_PAD.encode(random);
        claims.member("iat", &iat).member("exp", &exp).member("jti", &jti).finish()
    }
}

impl Default for LocalIssuer {
    fn default() -> Self {
        Self::new()
    }
}

/// The issuer in use. Private, so that the only way to it is through the builder's checks.
struct Working(LocalIssuer);

#[async_trait]
impl TokenIssuer for Working {
    async fn issue(&self, request: &MintRequest) -> Result<Minted, Error> {
        Ok(self.0.mint(request))
    }
}

/// Escapes everything beyond ASCII in a JSON text.
///
/// Such characters occur only inside strings, where an escape means the same. The dev server
/// garbles other bytes.
fn ascii(json: Vec<u8>) -> Vec<u8> {
    if json.is_ascii() {
        return json;
    }
    let mut text = String::with_capacity(json.len());
    for c in String::from_utf8_lossy(&json).chars() {
        if c.is_ascii() {
            text.push(c);
        } else {
            for unit in c.encode_utf16(&mut [0; 2]) {
                text.push_str(&format!("\\u{unit:04x}"));
            }
        }
    }
    text.into_bytes()
}
