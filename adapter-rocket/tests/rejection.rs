//! What a login rejects with, and who answers then.

use std::borrow::Cow;

use liveblocks_auth::{Authorizer, BoxError, Grants, Liveblocks, LiveblocksUser, policy_fn};
use liveblocks_auth_rocket::{AuthReply, Rejection, auth_endpoint_with};
use rocket::http::{ContentType, Status};
use rocket::local::asynchronous::Client;
use rocket::request::{FromRequest, Outcome, Request};
use rocket::{async_trait, catch, catchers};

struct Anybody;

#[async_trait]
impl<'r> FromRequest<'r> for Anybody {
    type Error = ();

    async fn from_request(_: &'r Request<'_>) -> Outcome<Self, ()> {
        Outcome::Success(Self)
    }
}

impl LiveblocksUser for Anybody {
    fn user_id(&self) -> Cow<'_, str> {
        Cow::Borrowed("anybody")
    }
}

#[catch(503)]
fn catcher() -> &'static str {
    "the application's catcher"
}

/// The status, the header and the body with which a login is answered that rejects like this.
async fn answer<E>(reject: fn() -> E) -> Result<(u16, Option<String>, String), BoxError>
where
    E: Into<Rejection> + Send + 'static,
{
    let policy = policy_fn(|_: &Anybody, _| Box::pin(async { Ok(Grants::none()) }));
    let login = move |_: Anybody| async move { Err::<Anybody, _>(reject()) };
    let endpoint = auth_endpoint_with("/auth", Authorizer::access_tokens(Liveblocks::local_dev()?, policy), login);
    let rocket = rocket::custom(rocket::Config { log_level: rocket::config::LogLevel::Off, ..Default::default() });
    let client = Client::untracked(rocket.attach(endpoint).register("/", catchers![catcher])).await?;
    let reply = client.post("/auth").header(ContentType::JSON).body("{}").dispatch().await;
    let retry_after = reply.headers().get_one("retry-after").map(str::to_owned);
    Ok((reply.status().code, retry_after, reply.into_string().await.unwrap_or_default()))
}

#[tokio::test]
async fn core_answers_with_its_own_reply_and_a_catcher_for_a_status() -> Result<(), BoxError> {
    let (status, retry_after, body) =
        answer(|| AuthReply::from(liveblocks_auth::AuthReply::unavailable("no database"))).await?;
    assert_eq!((status, retry_after.as_deref()), (503, Some("5")));
    assert!(body.contains("\"code\":\"unavailable\""), "{body}");

    let (status, retry_after, body) = answer(|| Status::ServiceUnavailable).await?;
    assert_eq!((status, retry_after.as_deref()), (503, None));
    assert_eq!(body, "the application's catcher");
    Ok(())
}
