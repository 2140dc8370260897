//! What a resolver asks of a request's head.

use http::HeaderValue;
use liveblocks_auth::{BodyFailure, OwnedHead, RequestHead};

use crate::support::{Recorder, code, endpoint};

fn request(headers: &[(&'static str, &[u8])]) -> http::Request<()> {
    let mut request = http::Request::post("/a?token=hunter2").body(()).unwrap();
    for (name, value) in headers {
        request.headers_mut().append(*name, HeaderValue::from_bytes(value).unwrap());
    }
    request
}

#[test]
fn a_header_is_there_once_and_is_text() {
    let request = request(&[("a", b"1"), ("b", b"1"), ("b", b"1"), ("c", b"\xff"), ("d", "Zoë".as_bytes())]);
    let head = RequestHead::from(&request);
    assert_eq!(head.header("a"), Some("1"));
    assert_eq!(head.header("A"), Some("1"));
    assert_eq!(head.header("b"), None, "twice");
    assert_eq!(head.header("c"), None, "no text");
    assert_eq!(head.header("d"), Some("Zoë"));
    assert_eq!(head.header("e"), None);
    assert_eq!(head.header("not a name"), None);
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
        assert_eq!(RequestHead::from(&request(&[("authorization", value.as_bytes())])).bearer(), token, "{value:?}");
    }
    let twice = request(&[("authorization", b"Bearer a"), ("authorization", b"Bearer a")]);
    assert_eq!(RequestHead::from(&twice).bearer(), None);
}

#[test]
fn cookies_of_several_headers_count_as_one() {
    let request = request(&[
        ("cookie", b"a=1; b=\"2\" ;c"),
        ("cookie", b"\xff=1; e=5"),
        ("cookie", b" d=4=4; a=9; bb=0"),
        ("cookie", b"f="),
        ("cookie", b"g=\xff"),
    ]);
    let head = RequestHead::from(&request);
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

#[test]
fn a_garbled_cookie_of_somebody_else_does_not_hide_ours() {
    let request = request(&[("cookie", b"lang=caf\xe9; session=s1; x=\xff")]);
    assert_eq!(RequestHead::from(&request).cookie("session"), Some("s1"));
}

#[test]
fn extensions_and_the_peer_are_passed_on() {
    #[derive(Clone, Debug, PartialEq)]
    struct Session(u8);
    let mut request = request(&[]);
    request.extensions_mut().insert(Session(7));
    let head = RequestHead::from(&request).with_peer_addr(([127, 0, 0, 1], 80).into());
    assert_eq!(head.extension::<Session>(), Some(&Session(7)));
    assert_eq!(head.extension::<u8>(), None);
    assert_eq!(head.peer_addr().unwrap().port(), 80);
    assert_eq!((head.method().as_str(), head.uri().path()), ("POST", "/a"));
}

#[test]
fn a_copy_keeps_what_it_is_given() {
    let headers = [("X-Twice", b"one".as_slice()), ("x-twice", b"\xff"), ("cookie", b"a=1")];
    let head = OwnedHead::copy("PURGE", "/auth?room=x", headers).with_peer_addr(Some(([127, 0, 0, 1], 9).into()));
    let view = head.view();
    assert_eq!((view.method().as_str(), view.uri().to_string().as_str()), ("PURGE", "/auth?room=x"));
    let twice: Vec<_> = view.headers().get_all("x-twice").iter().map(http::HeaderValue::as_bytes).collect();
    assert_eq!(twice, [b"one".as_slice(), b"\xff"]);
    assert_eq!((view.cookie("a"), view.peer_addr().map(|addr| addr.port())), (Some("1"), Some(9)));
}

#[tokio::test]
async fn what_a_copy_cannot_hold_is_refused_and_nobody_is_asked() {
    let good = [("content-type", b"application/json".as_slice()), ("x-user", b"alice")];
    for (method, target, header) in [
        ("PO ST", "/auth", ("x", b"1".as_slice())),
        ("POST", "/a b", ("x", b"1")),
        ("POST", "/auth", ("x y", b"1")),
        ("POST", "/auth", ("x", b"a\nb")),
    ] {
        let head = OwnedHead::copy(method, target, good.into_iter().chain([header]));
        let recorder = Recorder::default();
        let endpoint = endpoint(recorder.liveblocks());
        let body = async { panic!("the body is not read") };
        let reply = endpoint.handle(head.view(), body).await;
        assert_eq!(code(&reply), "body", "{method} {target} {header:?}");
        assert!(recorder.requests().is_empty());
    }
    let head = OwnedHead::copy("POST", "/auth", good);
    let body = async { Ok::<_, BodyFailure>(r#"{"room":"acme:plan"}"#.into()) };
    assert_eq!(code(&endpoint(Recorder::default().liveblocks()).handle(head.view(), body).await), "minted");
}
