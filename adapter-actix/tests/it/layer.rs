//! The deadline around a login that runs as a middleware.

use std::future::pending;
use std::time::Duration;

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::error::InternalError;
use actix_web::http::StatusCode;
use actix_web::http::header::{ACCESS_CONTROL_ALLOW_ORIGIN, VARY};
use actix_web::middleware::{Next, from_fn};
use actix_web::web::{self, ReqData, ServiceConfig};
use actix_web::{Error, HttpMessage as _, HttpResponse};
use liveblocks_auth::Liveblocks;
use liveblocks_auth_actix_web::{auth_endpoint_with, login_deadline};

use crate::listen::serve;
use crate::log::Log;
use crate::support::{
    HOME, PAGE, PATH, allowed_pages_can_read_rejections, ask, ask_at, ask_by, authorizer, hasty, liveblocks,
};

/// Another route of the application, with the same login.
const ME: &str = "/api/me";

/// The application's login: with its own rejections, and sometimes slow or panicking.
async fn login(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let person = request.headers().get("x-person").and_then(|person| person.to_str().ok()).map(str::to_owned);
    match person.as_deref() {
        Some("never") => pending().await,
        Some("late") => actix_web::rt::time::sleep(Duration::from_secs(1)).await,
        Some("panic") => panic!("the login panics"),
        Some("down") => {
            let down = HttpResponse::BadGateway()
                .insert_header((VARY, "cookie"))
                .insert_header((ACCESS_CONTROL_ALLOW_ORIGIN, PAGE))
                .body("the login is down");
            return Ok(request.into_response(down));
        }
        None => return Err(InternalError::new("please log in", StatusCode::IM_A_TEAPOT).into()),
        _ => {}
    }
    request.extensions_mut().insert(person);
    next.call(request).await.map(ServiceResponse::map_into_boxed_body)
}

fn app(liveblocks: Liveblocks) -> impl Fn(&mut ServiceConfig) + Clone {
    move |config| {
        let user = async |person: ReqData<Option<String>>| person.into_inner();
        let auth = auth_endpoint_with(PATH, authorizer(liveblocks.clone()), user)
            .wrap(from_fn(login))
            .wrap(from_fn(login_deadline(liveblocks.clone())));
        let me = async |person: ReqData<Option<String>>| format!("{:?}", person.into_inner());
        config.service(auth).service(web::resource(ME).to(me).wrap(from_fn(login)));
    }
}

#[test]
fn a_login_that_hangs_gets_a_503_at_the_deadline_and_other_routes_wait() {
    let log = Log::capture();
    let addr = serve(app(hasty())).unwrap();
    assert_eq!(ask(addr, Some("never"), HOME), "503 unavailable");
    assert_eq!(ask(addr, Some("late"), HOME), "503 unavailable");
    assert_eq!(log.take(), ["ERROR unavailable: the deadline passed in the login"; 2]);
    assert_eq!(ask_at(addr, ME, Some("late"), HOME), r#"200 Some("late")"#);
    assert_eq!(log.take(), [""; 0]);
}

#[test]
fn a_panic_in_the_login_is_a_503() {
    let log = Log::capture();
    let addr = serve(app(liveblocks())).unwrap();
    assert_eq!(ask(addr, Some("panic"), HOME), "503 unavailable");
    assert_eq!(log.take(), ["ERROR unavailable: a panic in the login"]);
    assert_eq!(ask(addr, Some("alice"), HOME), "200 minted");
    assert_eq!(log.take(), ["DEBUG admitted", "DEBUG login finished", "INFO minted"]);
}

#[test]
fn what_the_head_gives_away_does_not_reach_the_login() {
    let log = Log::capture();
    let addr = serve(app(liveblocks())).unwrap();
    assert_eq!(ask_by("GET", addr, PATH), "405 method");
    assert_eq!(log.take(), ["INFO refused: the method is not POST"]);
    assert_eq!(ask_by("GET", addr, ME), "418 please log in");
    assert_eq!(ask_by("GET", addr, "/nope"), "404 ");
    assert_eq!(log.take(), [""; 0]);
}

#[test]
fn allowed_pages_can_read_what_the_login_rejects() {
    allowed_pages_can_read_rejections(serve(app(liveblocks())).unwrap(), "502 the login is down");
}
