//! What a build says that lacks a feature. The tests of the usual build are in `it/`; CI runs these
//! with the features named.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on shall say so")]

use liveblocks_auth::{ConfigFault, Liveblocks};

fn faults() -> Vec<ConfigFault> {
    Liveblocks::builder().secret_key("sk_prod_x").build().map_or_else(|error| error.faults().to_vec(), |_| Vec::new())
}

#[cfg(not(feature = "http-issuer"))]
#[test]
fn without_an_issuer_the_build_says_so() {
    assert_eq!(faults(), [ConfigFault::NoHttpIssuer]);
}

#[cfg(all(
    feature = "http-issuer",
    not(any(feature = "rustls", feature = "native-tls", feature = "rustls-no-provider"))
))]
#[test]
fn without_tls_the_build_says_so() {
    assert_eq!(faults(), [ConfigFault::NoTls]);
    assert!(Liveblocks::local_dev().is_ok());
}

#[cfg(all(feature = "rustls-no-provider", not(any(feature = "rustls", feature = "native-tls"))))]
#[test]
fn without_a_provider_the_build_says_so() {
    assert!(matches!(faults()[..], [ConfigFault::Tls(_)]));
}

#[cfg(any(feature = "rustls", feature = "native-tls"))]
#[test]
fn with_tls_there_is_no_fault() {
    assert_eq!(faults(), []);
}
