//! The errors of a build that lacks a feature.
//!
//! The tests of the usual build are in `it/`. CI runs these with the features named.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on must say so")]

use liveblocks_auth::Liveblocks;

/// Returns the text of the only fault, or nothing if there is none.
fn fault() -> String {
    let error = Liveblocks::builder().secret_key("sk_prod_x").build().err();
    let text = error.map(|error| error.to_string()).unwrap_or_default();
    assert!(text.matches("\n  - ").count() <= 1, "{text}");
    text
}

#[cfg(not(feature = "http-issuer"))]
#[test]
fn without_an_issuer_the_build_says_so() {
    assert!(fault().contains("this build cannot call Liveblocks"), "{}", fault());
}

#[cfg(all(
    feature = "http-issuer",
    not(any(feature = "rustls", feature = "native-tls", feature = "rustls-no-provider"))
))]
#[test]
fn without_tls_the_build_says_so() {
    assert!(fault().contains("the base URL needs TLS, which this build lacks"), "{}", fault());
    assert!(Liveblocks::local_dev().is_ok());
}

#[cfg(all(feature = "rustls-no-provider", not(any(feature = "rustls", feature = "native-tls"))))]
#[test]
fn without_a_provider_the_build_says_so() {
    assert!(fault().contains("no rustls provider is installed"), "{}", fault());
}

#[cfg(any(feature = "rustls", feature = "native-tls"))]
#[test]
fn with_tls_there_is_no_fault() {
    assert_eq!(fault(), "");
}
