//! The request body and the call to Liveblocks, for the hand-written handlers.

use std::collections::BTreeMap;
use std::env;

use bytes::Bytes;
use liveblocks_auth::BoxError;
use reqwest::{Client, StatusCode};
use serde::{Deserialize, Serialize};

/// The body that the browser sends.
#[derive(Deserialize)]
pub(crate) struct AuthBody {
    pub(crate) room: Option<String>,
}

/// The body that Liveblocks gets.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Authorize<'a> {
    user_id: &'a str,
    permissions: BTreeMap<&'a str, [&'static str; 1]>,
}

/// The state of the application.
pub(crate) struct Upstream {
    client: Client,
    url: String,
    secret: String,
}

impl Upstream {
    pub(crate) fn from_env() -> Result<Self, BoxError> {
        Ok(Self {
            client: Client::builder().http1_only().build()?,
            url: format!("{}/v2/authorize-user", env::var("LIVEBLOCKS_BASE_URL")?),
            secret: env::var("LIVEBLOCKS_SECRET_KEY")?,
        })
    }

    pub(crate) async fn authorize(&self, user: &str, body: &AuthBody) -> reqwest::Result<(StatusCode, Bytes)> {
        let permissions = body.room.iter().map(|room| (room.as_str(), ["*:write"])).collect();
        let reply = self
            .client
            .post(&self.url)
            .bearer_auth(&self.secret)
            .json(&Authorize { user_id: user, permissions })
            .send()
            .await?;
        Ok((reply.status(), reply.bytes().await?))
    }
}
