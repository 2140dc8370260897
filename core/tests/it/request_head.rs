//! The values that a resolver reads from a head, in both forms: parts of `http` 1, and a copy.

use http::HeaderValue;
use http::request::Parts;
use liveblocks_auth::RequestHead;
use proptest::prelude::*;

use crate::support::{Recorder, code, endpoint};

fn parts(headers: &[(&'static str, &[u8])]) -> Parts {
    let mut request = http::Request::post("/a?token=hunter2").body(()).unwrap();
    for (name, value) in headers {
        request.headers_mut().append(*name, HeaderValue::from_bytes(value).unwrap());
    }
    request.into_parts().0
}

fn copy(method: &str, path: &str, query: Option<&str>, headers: &[(&str, &[u8])]) -> RequestHead {
    RequestHead::copy(method, path, query, headers.iter().copied())
}

/// Creates the same request in both forms.
fn both(headers: &[(&'static str, &[u8])]) -> [RequestHead; 2] {
    [RequestHead::from(parts(headers)), copy("POST", "/a", Some("token=hunter2"), headers)]
}

#[test]
fn a_header_is_there_once_and_is_text() {
    for head in both(&[("a", b"1"), ("b", b"1"), ("b", b"1"), ("c", b"\xff"), ("d", "Zoë".as_bytes())]) {
        assert_eq!(head.header("a"), Some("1"));
        assert_eq!(head.header("A"), Some("1"));
        assert_eq!(head.header("b"), None, "twice");
        assert_eq!(head.header("c"), None, "no text");
        assert_eq!(head.header("d"), Some("Zoë"));
        assert_eq!(head.header("e"), None);
        assert_eq!(head.header("not a name"), None);
    }
}

#[test]
fn the_host_is_the_authority_or_a_header() {
    for head in both(&[("host", b"www.example.com:8080")]) {
        assert_eq!(head.host(), Some("www.example.com:8080"));
        let head = head.with_authority(Some("api.example.com".to_owned()));
        assert_eq!(head.host(), Some("api.example.com"), "of an adapter");
        assert_eq!(head.clone().with_authority(Some(String::new())).host(), None, "empty");
        assert_eq!(head.with_authority(None).host(), Some("www.example.com:8080"));
    }
    for head in both(&[("host", b"a"), ("host", b"b")]) {
        assert_eq!(head.host(), Some("a"), "the first of two");
    }
    for head in both(&[("host", b"\xff")]) {
        assert_eq!(head.host(), None, "no text");
    }
    let mut parts = parts(&[("host", b"www.example.com")]);
    parts.uri = "http://api.example.com:8443/a".parse().unwrap();
    assert_eq!(RequestHead::from(parts.clone()).host(), Some("www.example.com"), "on HTTP/1");
    parts.version = http::Version::HTTP_2;
    assert_eq!(RequestHead::from(parts).host(), Some("api.example.com:8443"), "on HTTP/2");
    assert_eq!(RequestHead::default().host(), None);
}

#[test]
fn a_bearer_is_one_word_after_its_scheme() {
    for (value, token) in [
        ("Bearer abc.def-_~+/=", Some("abc.def-_~+/=")),
        ("bearer  abc ", Some("abc")),
        ("BEARER abc", Some("abc")),
        ("Bearer", None),
        ("Bearer ", None),
        ("Bearer a b", None),
        ("Basic abc", None),
        ("abc", None),
        ("Bearer\tabc", None),
    ] {
        for head in both(&[("authorization", value.as_bytes())]) {
            assert_eq!(head.bearer(), token, "{value:?}");
        }
    }
    for head in both(&[("authorization", b"Bearer a"), ("authorization", b"Bearer a")]) {
        assert_eq!(head.bearer(), None, "twice");
    }
}

#[test]
fn cookies_of_several_headers_count_as_one() {
    for head in both(&[
        ("cookie", b"a=1; b=\"2\" ;c"),
        ("cookie", b"\xff=1; e=5"),
        ("cookie", b" d=4=4; a=9; bb=0"),
        ("cookie", b"f="),
        ("cookie", b"g=\xff"),
    ]) {
        for (name, value) in [
            ("a", Some("1")),
            ("b", Some("\"2\"")),
            ("c", None),
            ("d", Some("4=4")),
            ("e", Some("5")),
            ("bb", Some("0")),
            ("f", Some("")),
            ("A", None),
            ("g", None),
            ("", None),
        ] {
            assert_eq!(head.cookie(name), value, "{name}");
        }
    }
}

#[test]
fn a_garbled_cookie_of_somebody_else_does_not_hide_ours() {
    for head in both(&[("cookie", b"lang=caf\xe9; session=s1; x=\xff")]) {
        assert_eq!(head.cookie("session"), Some("s1"));
    }
}

#[test]
fn extensions_and_the_peer_are_passed_on() {
    #[derive(Clone, Debug, PartialEq)]
    struct Session(u8);
    let mut extensions = http::Extensions::new();
    extensions.insert(Session(7));
    for head in both(&[]) {
        let head = head.with_extensions(extensions.clone()).with_peer_addr(Some(([127, 0, 0, 1], 80).into()));
        assert_eq!(head.extension::<Session>(), Some(&Session(7)));
        assert_eq!(head.extension::<u8>(), None);
        assert_eq!(head.peer_addr().unwrap().port(), 80);
        assert_eq!((head.method(), head.path(), head.query()), ("POST", "/a", Some("token=hunter2")));
    }
    let mut parts = parts(&[]);
    parts.extensions.insert(Session(8));
    assert_eq!(RequestHead::from(parts).extension::<Session>(), Some(&Session(8)), "those of the parts");
}

#[test]
fn parts_come_out_as_they_went_in() {
    let [mut of_parts, mut copied] = both(&[("x", b"1"), ("x", b"\xff")]);
    assert_eq!(of_parts.parts().unwrap().headers.len(), 2);
    let parts = of_parts.parts_mut().unwrap();
    assert_eq!((parts.method.as_str(), parts.uri.to_string().as_str()), ("POST", "/a?token=hunter2"));
    let values: Vec<_> = parts.headers.get_all("x").iter().map(HeaderValue::as_bytes).collect();
    assert_eq!(values, [b"1".as_slice(), b"\xff"]);
    assert!(copied.parts().is_none() && copied.parts_mut().is_none());
}

#[test]
fn a_target_that_is_set_counts_instead() {
    for head in both(&[]) {
        let sent = head.with_target(Some("/api/auth?a=%20".parse().unwrap()));
        assert_eq!((sent.path(), sent.query()), ("/api/auth", Some("a=%20")));
    }
}

#[test]
fn a_copy_keeps_what_it_is_given() {
    let headers: [(&str, &[u8]); 3] = [("X-Twice", b"one"), ("x-twice", b"\xff"), ("cookie", b"a=1")];
    let head = copy("PURGE", "/auth", Some("room=x"), &headers);
    assert_eq!((head.method(), head.path(), head.query()), ("PURGE", "/auth", Some("room=x")));
    let twice: Vec<_> = head.header_values("x-twice").collect();
    assert_eq!(twice, [b"one".as_slice(), b"\xff"]);
    assert_eq!((head.cookie("a"), head.peer_addr()), (Some("1"), None));
}

/// A framework can provide headers that the types of `http` 1 can't hold.
///
/// The copy keeps them unchanged: a header that was dropped could be the second one of its name.
#[tokio::test]
async fn a_copy_keeps_what_http_1_cannot_hold() {
    let good = [("content-type", b"application/json".as_slice()), ("x-user", b"alice")];
    for (method, path, header, expected) in [
        ("PO ST", "/auth", ("x", b"1".as_slice()), "method"),
        ("POST", "/a b", ("x y", b"1"), "minted"),
        ("POST", "/auth", ("x", b"a\nb"), "minted"),
        ("POST", "/auth", ("x-user", b"a\nb"), "unauthenticated"),
        ("POST", "/auth", ("content-type", b"a\nb"), "body"),
    ] {
        let headers = [good[0], good[1], header];
        let head = copy(method, path, None, &headers);
        assert_eq!((head.method(), head.path()), (method, path));
        assert_eq!(head.header_values(header.0).last(), Some(header.1));
        let recorder = Recorder::default();
        let reply = endpoint(recorder.liveblocks()).handle(head, bytes::Bytes::from(r#"{"room":"acme:plan"}"#)).await;
        assert_eq!(code(&reply), expected, "{method} {path} {header:?}");
        assert_eq!(recorder.requests().len(), usize::from(expected == "minted"));
    }
}

/// Legal bytes of a header value. Most of them are not text.
fn bytes() -> impl Strategy<Value = Vec<u8>> {
    proptest::collection::vec(prop_oneof![Just(b'\t'), 0x20..=0x7e_u8, 0x80..=0xff_u8], 0..12)
}

fn value() -> impl Strategy<Value = Vec<u8>> {
    let cookies = proptest::collection::vec(("[ab]?=?", bytes()), 0..3).prop_map(|pairs| {
        let pairs: Vec<_> = pairs.into_iter().map(|(name, value)| [name.into_bytes(), value].concat()).collect();
        pairs.join(b"; ".as_slice())
    });
    prop_oneof![bytes(), cookies, "(Bearer|bearer|Basic) {0,2}[a-z.]{0,4} ?[a-z]?".prop_map(String::into_bytes)]
}

const NAMES: [&str; 6] = ["cookie", "Cookie", "authorization", "X-A", "x-a", "x-b"];

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_copy_answers_what_the_parts_answer(
        method in prop::sample::select(vec!["POST", "GET", "post", "PURGE"]),
        path in "/[a-z/%.*]{0,8}",
        query in prop::option::of("[a-z=&%?/]{0,8}"),
        headers in proptest::collection::vec((prop::sample::select(NAMES.to_vec()), value()), 0..8),
    ) {
        let target = query.as_ref().map_or_else(|| path.clone(), |query| format!("{path}?{query}"));
        let mut request = http::Request::builder().method(method).uri(target).body(()).unwrap();
        for (name, value) in &headers {
            let name = http::HeaderName::from_bytes(name.as_bytes()).unwrap();
            request.headers_mut().append(name, HeaderValue::from_bytes(value).unwrap());
        }
        let headers: Vec<_> = headers.iter().map(|(name, value)| (*name, value.as_slice())).collect();
        let copied = copy(method, &path, query.as_deref(), &headers);
        let parts = RequestHead::from(request.into_parts().0);

        prop_assert_eq!(copied.method(), parts.method());
        prop_assert_eq!((copied.path(), copied.query()), (parts.path(), parts.query()));
        prop_assert_eq!(copied.bearer(), parts.bearer());
        for name in ["a", "b", ""] {
            prop_assert_eq!(copied.cookie(name), parts.cookie(name));
        }
        for name in NAMES.into_iter().chain(["missing", "not a name", ""]) {
            prop_assert_eq!(copied.header(name), parts.header(name));
            prop_assert!(copied.header_values(name).eq(parts.header_values(name)), "{}", name);
        }
    }
}
