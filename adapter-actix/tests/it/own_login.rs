//! The endpoint over the application's own extractor.

use std::future::{Future, pending};
use std::pin::Pin;
use std::rc::Rc;

use actix_web::dev::Payload;
use actix_web::error::InternalError;
use actix_web::http::StatusCode;
use actix_web::web::{self, Data, ServiceConfig};
use actix_web::{FromRequest, HttpRequest, Resource};
use liveblocks_auth_actix_web::auth_endpoint_with;

use crate::listen::serve;
use crate::support::{HOME, PATH, ask, ask_at, authorizer, hasty, liveblocks};

/// The login of the application: cannot leave its thread, rejects in its own way, and takes its time when told so.
struct Login(Rc<String>);

impl FromRequest for Login {
    type Error = InternalError<&'static str>;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Self::Error>>>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let person = request.headers().get("x-person").and_then(|person| person.to_str().ok()).map(str::to_owned);
        Box::pin(async move {
            match person.as_deref() {
                Some("slow") => pending().await,
                Some(person) => Ok(Self(Rc::new(person.to_owned()))),
                None => Err(InternalError::new("please log in", StatusCode::IM_A_TEAPOT)),
            }
        })
    }
}

impl Login {
    fn user(&self) -> String {
        self.0.to_string()
    }
}

fn just(endpoint: impl Fn() -> Resource + Clone) -> impl Fn(&mut ServiceConfig) + Clone {
    move |config| {
        config.service(endpoint());
    }
}

#[test]
fn it_yields_a_user() {
    let endpoint = || auth_endpoint_with(PATH, authorizer(liveblocks()), |login: Login| async move { login.user() });
    let addr = serve(just(endpoint)).unwrap();
    assert_eq!(ask(addr, Some("alice"), HOME), "200 minted");
    assert_eq!(ask(addr, Some("bob"), HOME), "403 denied");
}

#[test]
fn it_yields_perhaps_a_user() {
    let user = |login: Option<Login>| async move { login.map(|login| login.user()) };
    let addr = serve(just(move || auth_endpoint_with(PATH, authorizer(liveblocks()), user))).unwrap();
    assert_eq!(ask(addr, Some("alice"), HOME), "200 minted");
    assert_eq!(ask(addr, None, HOME), "401 unauthenticated");
}

#[test]
fn it_yields_a_result() {
    let user = |login: Login| async move {
        match login.0.as_str() {
            "down" => Err(InternalError::new("the login is down", StatusCode::BAD_GATEWAY)),
            "nobody" => Ok(None),
            _ => Ok(Some(login.user())),
        }
    };
    let addr = serve(just(move || auth_endpoint_with(PATH, authorizer(liveblocks()), user))).unwrap();
    assert_eq!(ask(addr, Some("alice"), HOME), "200 minted");
    assert_eq!(ask(addr, Some("nobody"), HOME), "401 unauthenticated");
    assert_eq!(ask(addr, Some("down"), HOME), "502 the login is down");
}

#[test]
fn its_rejection_passes_through_untouched() {
    let endpoint = || auth_endpoint_with(PATH, authorizer(liveblocks()), |login: Login| async move { login.user() });
    let addr = serve(just(endpoint)).unwrap();
    assert_eq!(ask(addr, None, HOME), "418 please log in");
    assert_eq!(ask(addr, None, "[]"), "400 body", "but core looks first");
}

#[test]
fn it_has_the_time_of_the_request_and_no_more() {
    let user = |login: Login| async move { if *login.0 == "dreamer" { pending().await } else { login.user() } };
    let addr = serve(just(move || auth_endpoint_with(PATH, authorizer(hasty()), user))).unwrap();
    assert_eq!(ask(addr, Some("slow"), HOME), "503 unavailable", "the extractor");
    assert_eq!(ask(addr, Some("dreamer"), HOME), "503 unavailable", "what comes after it");
}

#[test]
fn it_takes_several_extractors_and_none_need_leave_its_thread() {
    let routes = |config: &mut ServiceConfig| {
        let own = Rc::new("ce");
        let user = move |(suffix, login): (Data<&'static str>, Login)| {
            let own = Rc::clone(&own);
            async move {
                actix_web::rt::task::yield_now().await;
                format!("{}{own}{}", login.0, **suffix)
            }
        };
        config.app_data(Data::new("!")).service(auth_endpoint_with(PATH, authorizer(liveblocks()), user));
    };
    assert_eq!(ask(serve(routes).unwrap(), Some("ali"), r#"{"room":"home:alice!"}"#), "200 minted");
}

#[test]
fn it_mounts_in_a_scope_and_beside_another() {
    let endpoint =
        |path| auth_endpoint_with(path, authorizer(liveblocks()), |login: Login| async move { login.user() });
    let routes = move |config: &mut ServiceConfig| {
        config
            .service(web::scope("/api").configure(just(move || endpoint("/liveblocks-auth"))))
            .service(endpoint("/second"));
    };
    let addr = serve(routes).unwrap();
    assert_eq!(ask(addr, Some("alice"), HOME), "200 minted");
    assert_eq!(ask_at(addr, "/second", Some("alice"), HOME), "200 minted");
}
