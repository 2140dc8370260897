//! A hand-written handler.

use std::time::Duration;

use actix_web::web::{self, Data, Payload, ServiceConfig};
use actix_web::{FromRequest as _, HttpMessage as _, HttpRequest};
use liveblocks_auth::Deadline;
use liveblocks_auth_actix_web::{AuthReply, AuthRequest, CurrentUser};
use liveblocks_auth_conformance::People;

use crate::listen::serve;
use crate::support::{HOME, PATH, ask, ask_by, liveblocks};

type User = CurrentUser<People>;

fn state(config: &mut ServiceConfig) {
    config.app_data(Data::new(liveblocks())).app_data(Data::new(People));
}

#[test]
fn nobody_can_be_handled_by_the_application() {
    async fn who(user: Result<User, AuthReply>) -> Result<String, AuthReply> {
        match user {
            Ok(CurrentUser(person)) => Ok(format!("{person:?}")),
            Err(AuthReply(reply)) if reply.status() == 401 => Ok("nobody".to_owned()),
            Err(reply) => Err(reply),
        }
    }
    let addr = serve(|config: &mut ServiceConfig| {
        config.configure(state).route(PATH, web::route().to(who));
    })
    .unwrap();
    assert_eq!(ask(addr, Some("alice"), HOME), r#"200 Person { name: "alice" }"#);
    assert_eq!(ask(addr, None, HOME), "200 nobody");
    assert_eq!(ask(addr, Some("broken"), HOME), "503 unavailable");
}

#[test]
fn one_clock_runs_from_the_first_extractor() {
    // actix-web asks all extractors of a handler at once; here one comes after the other.
    async fn clock(request: HttpRequest, payload: Payload) -> Result<String, AuthReply> {
        User::extract(&request).await?;
        let first = request.extensions().get::<Deadline>().copied().unwrap();
        actix_web::rt::time::sleep(Duration::from_millis(50)).await;
        let admitted = AuthRequest::from_request(&request, &mut payload.into_inner()).await?;
        // A clock of its own would have been started after the pause, and have that much more left.
        let left = first.remaining();
        Ok((admitted.remaining() <= left).to_string())
    }
    let addr = serve(|config: &mut ServiceConfig| {
        config.configure(state).route(PATH, web::route().to(clock));
    })
    .unwrap();
    assert_eq!(ask(addr, Some("alice"), HOME), "200 true");
}

#[test]
fn what_the_application_forgot_is_unavailable() {
    async fn both(_: User, _: AuthRequest) -> &'static str {
        "both"
    }
    async fn request(_: AuthRequest) -> &'static str {
        "the request"
    }
    let addr = serve(|config: &mut ServiceConfig| {
        let (without_either, without_resolver) = (web::scope("/neither"), web::scope("/liveblocks"));
        config
            .service(without_either.route("/user", web::route().to(both)).route("/request", web::route().to(request)))
            .service(
                without_resolver
                    .app_data(Data::new(liveblocks()))
                    .route("/user", web::route().to(both))
                    .route("/request", web::route().to(request)),
            );
    })
    .unwrap();
    for path in ["/neither/user", "/neither/request", "/liveblocks/user"] {
        assert_eq!(ask_by("POST", addr, path), "503 unavailable", "{path}");
    }
    assert_eq!(ask_by("POST", addr, "/liveblocks/request"), "400 body");
}
