//! The endpoint over the application's own extractor.

use std::future::{Future, pending};
use std::pin::Pin;
use std::rc::Rc;
use std::sync::{Arc, Mutex};

use actix_web::dev::{Payload, Service as _};
use actix_web::error::InternalError;
use actix_web::http::StatusCode;
use actix_web::web::{self, Data, ServiceConfig};
use actix_web::{FromRequest, HttpRequest, HttpResponse, Resource};
use liveblocks_auth_actix_web::auth_endpoint_with;

use crate::listen::serve;
use crate::log::{AUTHORIZED, Log};
use crate::support::{
    HOME, PAGE, PATH, allowed_pages_can_read_rejections, ask, ask_at, ask_from, authorizer, hasty, liveblocks, readable,
};

/// The application's login: not `Send`, with its own rejection, and sometimes slow or panicking.
struct Login(Rc<String>);

impl FromRequest for Login {
    type Error = InternalError<&'static str>;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Self::Error>>>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let person = request.headers().get("x-person").and_then(|person| person.to_str().ok()).map(str::to_owned);
        Box::pin(async move {
            match person.as_deref() {
                Some("slow") => pending().await,
                Some("panic") => panic!("the login panics"),
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
fn a_login_can_return_a_user() {
    let endpoint = || auth_endpoint_with(PATH, authorizer(liveblocks()), |login: Login| async move { login.user() });
    let addr = serve(just(endpoint)).unwrap();
    assert_eq!(ask(addr, Some("alice"), HOME), "200 minted");
    assert_eq!(ask(addr, Some("bob"), HOME), "403 denied");
}

#[test]
fn a_login_can_return_an_option() {
    let user = |login: Option<Login>| async move { login.map(|login| login.user()) };
    let addr = serve(just(move || auth_endpoint_with(PATH, authorizer(liveblocks()), user))).unwrap();
    assert_eq!(ask(addr, Some("alice"), HOME), "200 minted");
    assert_eq!(ask(addr, None, HOME), "401 unauthenticated");
}

#[test]
fn a_login_can_return_a_result() {
    let user = |login: Login| async move {
        match login.0.as_str() {
            "down" => Err(InternalError::new("the login is down", StatusCode::BAD_GATEWAY)),
            "anonymous" => Ok(None),
            _ => Ok(Some(login.user())),
        }
    };
    let addr = serve(just(move || auth_endpoint_with(PATH, authorizer(liveblocks()), user))).unwrap();
    assert_eq!(ask(addr, Some("alice"), HOME), "200 minted");
    assert_eq!(ask(addr, Some("anonymous"), HOME), "401 unauthenticated");
    assert_eq!(ask(addr, Some("down"), HOME), "502 the login is down");
}

#[test]
fn a_rejection_passes_through_untouched() {
    let endpoint = || auth_endpoint_with(PATH, authorizer(liveblocks()), |login: Login| async move { login.user() });
    let log = Log::capture();
    let addr = serve(just(endpoint)).unwrap();
    assert_eq!(ask(addr, None, HOME), "418 please log in");
    assert_eq!(log.take(), ["DEBUG admitted", "DEBUG login finished"]);
    assert_eq!(ask(addr, None, "[]"), "400 body", "but core looks first");
    let [entry] = log.take().try_into().unwrap();
    assert!(entry.starts_with("INFO refused: the body is not a JSON object"), "{entry}");
}

#[test]
fn a_page_on_an_allowed_origin_can_read_a_rejection() {
    let user = |login: Login| async move {
        match login.0.as_str() {
            "down" => {
                let response = HttpResponse::BadGateway()
                    .insert_header(("vary", "cookie"))
                    .insert_header(("access-control-allow-origin", PAGE))
                    .body("the login is down");
                Err(InternalError::from_response("down", response))
            }
            _ => Ok(login.user()),
        }
    };
    let addr = serve(just(move || auth_endpoint_with(PATH, authorizer(liveblocks()), user))).unwrap();
    allowed_pages_can_read_rejections(addr, "502 the login is down");
}

#[test]
fn cors_headers_of_a_rejection_are_replaced() {
    let user = |_: Login| async {
        let response = HttpResponse::Ok().insert_header(("access-control-allow-origin", "https://y")).body("no");
        Err::<String, _>(InternalError::from_response("no", response))
    };
    let addr = serve(just(move || auth_endpoint_with(PATH, authorizer(liveblocks()), user))).unwrap();
    assert_eq!(ask_from(PAGE, addr, Some("alice"), HOME), ("200 no".into(), readable()));
}

#[test]
fn middleware_sees_the_error_of_a_rejection() {
    let seen = Arc::new(Mutex::new(Vec::new()));
    let errors = Arc::clone(&seen);
    let addr = serve(move |config: &mut ServiceConfig| {
        let errors = Arc::clone(&errors);
        let endpoint = auth_endpoint_with(PATH, authorizer(liveblocks()), |login: Login| async move { login.user() });
        config.service(endpoint.wrap_fn(move |request, service| {
            let (errors, response) = (Arc::clone(&errors), service.call(request));
            async move {
                let response = response.await?;
                errors.lock().unwrap().extend(response.response().error().map(ToString::to_string));
                Ok(response)
            }
        }));
    })
    .unwrap();
    assert_eq!(ask(addr, None, HOME), "418 please log in");
    assert_eq!(*seen.lock().unwrap(), ["please log in"]);
}

#[test]
fn each_step_of_a_request_is_logged_once() {
    let log = Log::capture();
    let user = |login: Option<Login>| async move { login.map(|login| login.user()) };
    let addr = serve(just(move || auth_endpoint_with(PATH, authorizer(liveblocks()), user))).unwrap();
    for (person, entry) in AUTHORIZED {
        ask(addr, person, HOME);
        assert_eq!(log.take(), ["DEBUG admitted", "DEBUG login finished", entry]);
    }
}

#[test]
fn a_login_has_the_deadline_of_the_request() {
    let log = Log::capture();
    let user = |login: Login| async move { if *login.0 == "dreamer" { pending().await } else { login.user() } };
    let addr = serve(just(move || auth_endpoint_with(PATH, authorizer(hasty()), user))).unwrap();
    for (person, part) in [("slow", "the extractor"), ("dreamer", "what comes after it")] {
        assert_eq!(ask(addr, Some(person), HOME), "503 unavailable", "{part}");
        assert_eq!(log.take(), ["DEBUG admitted", "ERROR unavailable: the deadline passed in the login"], "{part}");
    }
}

#[test]
fn a_login_that_panics_is_unavailable() {
    let log = Log::capture();
    let user = |login: Login| async move { if *login.0 == "jumpy" { panic!("it panics") } else { login.user() } };
    let addr = serve(just(move || auth_endpoint_with(PATH, authorizer(liveblocks()), user))).unwrap();
    for (person, part) in [("panic", "the extractor"), ("jumpy", "what comes after it")] {
        assert_eq!(ask(addr, Some(person), HOME), "503 unavailable", "{part}");
        assert_eq!(log.take(), ["DEBUG admitted", "ERROR unavailable: a panic in the login"], "{part}");
    }
}

#[test]
fn a_login_can_be_several_extractors_that_are_not_send() {
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
fn it_mounts_in_a_scope_and_beside_another_endpoint() {
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
