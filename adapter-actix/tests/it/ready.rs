//! The ready endpoint.

use actix_web::dev::Service as _;
use actix_web::web::{self, ServiceConfig};
use actix_web::{HttpMessage as _, HttpResponse};
use liveblocks_auth::{AuthEndpoint, resolver_fn};
use liveblocks_auth_actix_web::{Carry, auth_endpoint};
use liveblocks_auth_conformance::Fixture;

use crate::listen::serve;
use crate::log::{Log, READY};
use crate::support::{PATH, ask, ask_at, ask_by, liveblocks};

const ROOM: &str = r#"{"room":"acme:plan"}"#;

#[test]
fn it_mounts_in_a_scope_and_beside_another() {
    let fixture = Fixture::new(liveblocks());
    let routes = move |config: &mut ServiceConfig| {
        config
            .service(web::scope("/api").service(auth_endpoint("/liveblocks-auth", fixture.access_tokens())))
            .service(auth_endpoint("/second", fixture.id_tokens()))
            .default_service(web::to(|| async { HttpResponse::NotFound().body("not here") }));
    };
    let addr = serve(routes).unwrap();
    for path in [PATH, "/second"] {
        assert_eq!(ask_at(addr, path, Some("alice"), ROOM), "200 minted", "{path}");
        assert_eq!(ask_by("GET", addr, path), "405 method", "{path}");
    }
    assert_eq!(ask_by("GET", addr, "/api/liveblocks-auth/below"), "404 not here");
    assert_eq!(ask_by("GET", addr, "/api"), "404 not here");
}

/// An extension that a login middleware leaves on the request.
#[derive(Clone)]
struct SignedIn(&'static str);

/// Another extension of the middleware, which not every `Carry` names.
#[derive(Clone)]
struct Secret;

/// Serves the endpoint for signed-in users, behind a middleware that signs alice in.
fn carrying(carry: Option<Carry>) -> impl Fn(&mut ServiceConfig) + Clone {
    move |config| {
        let resolver = resolver_fn((), async |(), head| {
            if head.extension::<Secret>().is_some() {
                return Err("this was not named".into());
            }
            Ok(head.extension::<SignedIn>().map(|SignedIn(user)| (*user).to_owned()))
        });
        let mut endpoint = auth_endpoint(PATH, AuthEndpoint::id_tokens(liveblocks(), resolver));
        if let Some(carry) = carry.clone() {
            endpoint = endpoint.app_data(carry);
        }
        config.service(web::scope("").service(endpoint).wrap_fn(|request, next| {
            request.extensions_mut().insert(SignedIn("alice"));
            request.extensions_mut().insert(Secret);
            next.call(request)
        }));
    }
}

#[test]
fn the_resolver_sees_the_named_extensions() {
    let named = Carry::new().with::<SignedIn>().with::<u8>();
    assert_eq!(ask(serve(carrying(Some(named))).unwrap(), None, "{}"), "200 minted");
    for not_named in [None, Some(Carry::new()), Some(Carry::new().with::<String>())] {
        assert_eq!(ask(serve(carrying(not_named)).unwrap(), None, "{}"), "401 unauthenticated");
    }
    let all = Carry::new().with::<SignedIn>().with::<Secret>();
    assert_eq!(ask(serve(carrying(Some(all))).unwrap(), None, "{}"), "503 unavailable");
}

#[test]
fn a_scope_or_the_application_can_name_extensions() {
    let routes = |config: &mut ServiceConfig| {
        config.app_data(Carry::new().with::<SignedIn>()).configure(carrying(None));
    };
    assert_eq!(ask(serve(routes).unwrap(), None, "{}"), "200 minted");
}

#[test]
fn the_resolver_gets_a_copy_of_the_head() {
    let resolver = resolver_fn((), async |(), head| {
        let seen = (head.method(), head.path(), head.query(), head.peer_addr().is_some(), head.parts().is_some());
        if seen != ("POST", PATH, Some("a=%20"), true, false) {
            return Err(format!("{seen:?}").into());
        }
        Ok(head.header("x-person").map(str::to_owned))
    });
    let endpoint = AuthEndpoint::id_tokens(liveblocks(), resolver);
    let routes = move |config: &mut ServiceConfig| {
        config.service(auth_endpoint(PATH, endpoint.clone()));
    };
    let log = Log::capture();
    let addr = serve(routes).unwrap();
    assert_eq!(ask_at(addr, &format!("{PATH}?a=%20"), Some("alice"), "{}"), "200 minted", "{:?}", log.take());
}

#[test]
fn each_outcome_is_logged_once() {
    let log = Log::capture();
    let fixture = Fixture::new(liveblocks());
    let routes = move |config: &mut ServiceConfig| {
        config.service(auth_endpoint(PATH, fixture.access_tokens()));
    };
    let addr = serve(routes).unwrap();
    for (person, entry) in READY {
        ask(addr, person, ROOM);
        assert_eq!(log.take(), [entry]);
    }
    ask_by("GET", addr, PATH);
    assert_eq!(log.take(), ["INFO refused: the method is not POST"]);
}
