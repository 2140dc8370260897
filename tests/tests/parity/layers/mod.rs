//! The endpoint together with the CORS layer that an application already has.

mod actix;
mod axum;
mod rocket;
mod warp;

use liveblocks_auth_conformance::adapter::Adapter;
use liveblocks_auth_conformance::fixture::ALLOWED_ORIGINS;
use liveblocks_auth_conformance::table;

use crate::Start;
use crate::compare::{Observed, listed, observe};
use crate::generate::{Ask, of_case, of_the_table};

/// The layer around the endpoint alone, and around the whole application. A fairing of Rocket runs
/// before or after the one of the endpoint.
const LAYERS: [[(&str, Start); 4]; 2] = [
    [
        ("axum", axum::around_the_endpoint),
        ("actix", actix::around_the_endpoint),
        ("rocket", rocket::before_the_endpoint),
        ("warp", warp::around_the_endpoint),
    ],
    [
        ("axum", axum::around_the_app),
        ("actix", actix::around_the_app),
        ("rocket", rocket::after_the_endpoint),
        ("warp", warp::around_the_app),
    ],
];

#[test]
fn in_layers_the_four_reply_alike_to_an_allowed_page() {
    let asks = from_allowed_pages();
    assert!(asks.len() >= 25, "only {} requests come from allowed pages", asks.len());
    println!("{} requests of the table by allowed pages, each in 2 layers on 4 frameworks", asks.len());
    for layers in LAYERS {
        let frameworks = layers.map(|(name, start)| (name, Adapter::new(start)));
        for ask in &asks {
            let observed = frameworks.each_ref().map(|(name, adapter)| (*name, observe(adapter, ask)));
            let origin = ask.request.only("origin").unwrap();
            for (name, reply) in &observed {
                assert_eq!(reply.allowed_origins(), [origin], "{name}: {}", listed(ask, &observed));
                assert_eq!(reply.values("access-control-allow-credentials"), ["true"], "{name}: {ask:?}");
            }
            // Each layer has its own way to answer a preflight.
            match ask.request.only("access-control-request-method") {
                Some(_) => {
                    for (name, reply) in &observed {
                        assert!(reply.row().starts_with('2'), "{name}: {reply:?}");
                        assert_eq!(reply.values("access-control-allow-methods"), ["POST"], "{name}: {reply:?}");
                        let allowed = reply.values("access-control-allow-headers").join(",").to_lowercase();
                        let requested = ask.request.only("access-control-request-headers").unwrap_or_default();
                        assert!(requested.split(',').all(|header| allowed.contains(header)), "{name}: {reply:?}");
                    }
                }
                None => {
                    let visible = observed.each_ref().map(|(_, reply)| visible(reply));
                    assert!(visible.iter().all(|other| *other == visible[0]), "{}", listed(ask, &observed));
                }
            }
        }
    }
}

#[test]
fn a_rejection_by_an_own_login_in_a_layer_is_readable() {
    let starts = [axum::rejecting, actix::rejecting, rocket::rejecting, warp::rejecting];
    for (name, reply) in replies("origins::allowed", starts) {
        assert_eq!(reply.row(), "401", "{name}");
        assert_eq!(reply.allowed_origins(), [ALLOWED_ORIGINS[0]], "{name}: {reply:?}");
        assert_eq!(reply.values("access-control-allow-credentials"), ["true"], "{name}: {reply:?}");
    }
}

/// The layer answers the preflight, so the browser sends the request.
#[test]
fn a_layer_that_allows_every_origin_does_not_let_a_foreign_page_in() {
    let starts = [axum::open_to_all, actix::open_to_all, rocket::open_to_all, warp::open_to_all];
    for (name, reply) in replies("origins::foreign", starts) {
        assert_eq!(reply.row(), "403 foreign_origin", "{name}");
        assert!(!reply.reached_liveblocks(), "{name}");
        assert_eq!(reply.allowed_origins().len(), 1, "{name}: the page can read why: {reply:?}");
    }
}

/// The replies of axum, actix-web, Rocket and warp to the first request of a case.
fn replies(case: &str, starts: [Start; 4]) -> Vec<(&'static str, Observed)> {
    let case = table::cases().into_iter().find(|known| known.name() == case).unwrap();
    let ask = of_case(&case).swap_remove(0);
    let adapters = ["axum", "actix", "rocket", "warp"].into_iter().zip(starts);
    adapters.map(|(name, start)| (name, observe(&Adapter::new(start), &ask))).collect()
}

/// Every quick request of the table by a page that can use the endpoint.
///
/// Left out is what only a layer answers: an `OPTIONS` without a method, and a preflight for `PUT`.
fn from_allowed_pages() -> Vec<Ask> {
    let allowed = |ask: &Ask| ask.request.only("origin").is_some_and(|origin| ALLOWED_ORIGINS.contains(&origin));
    let by_layers = |ask: &Ask| {
        format!("{:?}", ask.request).contains("\"OPTIONS\"")
            && ask.request.only("access-control-request-method") != Some("POST")
    };
    let quick = of_the_table().into_iter().filter(|ask| !ask.waits && ask.needs.is_none());
    quick.filter(|ask| allowed(ask) && !by_layers(ask)).collect()
}

/// The status, the code and the body of a reply. Headers are left out, because layers add some of
/// their own.
fn visible(reply: &Observed) -> (String, Option<&String>) {
    let body = match reply {
        Observed::Answer { body, .. } => Some(body),
        Observed::Nothing(_) => None,
    };
    (reply.row(), body)
}
