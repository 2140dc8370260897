//! The call to Liveblocks, tested with a double that has scripted faults.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use liveblocks_auth::issuer::{MintRequest, TokenIssuer, async_trait};
use liveblocks_auth::{Error, ErrorKind, Liveblocks, LiveblocksBuilder, Minted};
use liveblocks_auth_conformance::double::{Answer, Double};

fn builder(double: &Double) -> LiveblocksBuilder {
    Liveblocks::builder().secret_key("sk_localdev").base_url(double.url())
}

fn liveblocks(double: &Double) -> Liveblocks {
    builder(double).build().unwrap()
}

async fn mint(liveblocks: &Liveblocks) -> Result<Minted, Error> {
    liveblocks.prepare_session("alice").unwrap().authorize().await
}

/// Mints once with these scripted replies, and returns the result and the number of calls.
async fn answered(answers: impl IntoIterator<Item = Answer>) -> (Result<Minted, Error>, usize) {
    let double = Double::start().unwrap();
    double.script(answers);
    let minted = mint(&liveblocks(&double)).await;
    (minted, double.calls().len())
}

async fn kind(answer: Answer) -> (ErrorKind, usize) {
    let (minted, calls) = answered([answer.clone(), answer]).await;
    (minted.unwrap_err().kind(), calls)
}

#[tokio::test]
async fn what_is_sent() {
    let double = Double::start().unwrap();
    let liveblocks = liveblocks(&double);
    let minted = mint(&liveblocks).await.unwrap();
    assert_eq!(minted.reply(), br#"{"token":"e30.e30.0"}"#.as_slice());
    liveblocks.identify_user("alice").await.unwrap();

    let calls = double.calls();
    assert_eq!(calls[0].line, "POST /v2/authorize-user HTTP/1.1");
    assert_eq!(calls[0].text(), r#"{"userId":"alice","permissions":{}}"#);
    assert_eq!(calls[1].line, "POST /v2/identify-user HTTP/1.1");
    assert_eq!(calls[1].text(), r#"{"userId":"alice"}"#);
    for call in calls {
        assert_eq!(call.header("authorization"), Some("Bearer sk_localdev"));
        assert_eq!(call.header("content-type"), Some("application/json"));
        assert_eq!(call.header("accept-encoding"), None, "the bytes are passed on as they are");
        assert!(call.header("user-agent").unwrap().starts_with("liveblocks-auth/"));
    }
}

/// Counts what it passes on to the issuer inside.
struct Counted {
    inner: Arc<dyn TokenIssuer>,
    calls: Arc<AtomicUsize>,
}

#[async_trait]
impl TokenIssuer for Counted {
    async fn issue(&self, request: &MintRequest) -> Result<Minted, Error> {
        self.calls.fetch_add(1, Ordering::Relaxed);
        self.inner.issue(request).await
    }
}

#[tokio::test]
async fn it_can_be_wrapped() {
    let double = Double::start().unwrap();
    let calls = Arc::new(AtomicUsize::new(0));
    let counted = Counted { inner: liveblocks(&double).issuer(), calls: Arc::clone(&calls) };
    mint(&Liveblocks::builder().issuer(counted).build().unwrap()).await.unwrap();
    assert_eq!(calls.load(Ordering::Relaxed), 1);
    assert_eq!(double.calls()[0].line, "POST /v2/authorize-user HTTP/1.1");
    assert_eq!(double.calls()[0].header("authorization"), Some("Bearer sk_localdev"));
}

#[tokio::test]
async fn connections_are_used_again() {
    let double = Double::start().unwrap();
    let liveblocks = liveblocks(&double);
    for _ in 0..5 {
        mint(&liveblocks).await.unwrap();
    }
    assert_eq!((double.calls().len(), double.connections()), (5, 1));
}

#[tokio::test]
async fn any_2xx_with_a_token_is_one() {
    for status in [200, 201, 202, 299] {
        let body = br#"{"token":"a.b.c"}"#.to_vec();
        let (minted, _) = answered([Answer::Status(status, vec![], body)]).await;
        assert_eq!(minted.unwrap().token().expose(), "a.b.c", "{status}");
    }
}

#[tokio::test]
async fn a_2xx_without_a_token_is_an_invalid_reply() {
    for body in ["", "{}", "<html></html>", r#"{"token":"nonsense"}"#, r#"{"token":7}"#] {
        assert_eq!(kind(Answer::ok(body)).await, (ErrorKind::InvalidReply, 1), "{body}");
    }
}

#[tokio::test]
async fn a_refusal_is_no_token_and_is_not_repeated() {
    for status in [400, 401, 403, 404, 405, 409, 422, 429, 451, 500, 501] {
        let (minted, calls) = answered([Answer::Status(status, vec![], br#"{"token":"a.b.c"}"#.to_vec())]).await;
        let error = minted.unwrap_err();
        assert_eq!((error.kind(), error.upstream_status(), calls), (ErrorKind::Refused, Some(status), 1), "{status}");
    }
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let double = Double::start().unwrap();
    let elsewhere = Double::start().unwrap();
    for status in [301, 302, 303, 307, 308] {
        double.script([Answer::Status(status, vec![("location", elsewhere.url())], vec![])]);
        let error = mint(&liveblocks(&double)).await.unwrap_err();
        assert_eq!(error.upstream_status(), Some(status));
    }
    assert!(elsewhere.calls().is_empty(), "the key was sent to the target of the redirect");
}

#[tokio::test]
async fn a_passing_fault_is_asked_about_once_more() {
    for status in [502, 503, 504] {
        let (minted, calls) = answered([Answer::status(status)]).await;
        assert_eq!((minted.is_ok(), calls), (true, 2), "{status}");
    }
}

#[tokio::test]
async fn a_passing_fault_is_asked_about_only_once_more() {
    let (minted, calls) = answered([Answer::status(502), Answer::status(503), Answer::status(504)]).await;
    assert_eq!((minted.unwrap_err().upstream_status(), calls), (Some(503), 2));
}

#[tokio::test]
async fn a_pooled_connection_that_was_closed_is_no_error() {
    let double = Double::start().unwrap();
    let liveblocks = liveblocks(&double);
    double.script([Answer::Token, Answer::Close]);
    mint(&liveblocks).await.unwrap();
    mint(&liveblocks).await.unwrap();
    assert_eq!((double.calls().len(), double.connections()), (3, 2));
}

#[tokio::test]
async fn a_connection_that_cannot_be_made_is_unreachable() {
    // A local address without a listener. Another test could take a free port at any moment.
    let url = "http://127.53.7.1:1";
    let liveblocks = Liveblocks::builder().secret_key("sk_localdev").base_url(url).build().unwrap();
    assert_eq!(mint(&liveblocks).await.unwrap_err().kind(), ErrorKind::Unreachable);
}

#[tokio::test]
async fn a_connection_that_breaks_is_unreachable() {
    for broken in
        ["HTTP/1.1 200 OK\r\ncontent-le", "HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{\"tok", "nonsense\r\n\r\n"]
    {
        let (error, _) = kind(Answer::Raw(broken.into())).await;
        assert_eq!(error, ErrorKind::Unreachable, "{broken:?}");
    }
    assert_eq!(kind(Answer::Close).await, (ErrorKind::Unreachable, 2));
}

#[tokio::test]
async fn a_reply_is_read_up_to_64_kib() {
    let reply = |length: usize| {
        let mut body = br#"{"token":"a.b.c"}"#.to_vec();
        body.resize(length, b' ');
        Answer::ok(body)
    };
    assert!(answered([reply(64 * 1024)]).await.0.is_ok());
    assert_eq!(kind(reply(64 * 1024 + 1)).await, (ErrorKind::InvalidReply, 1));
}

#[tokio::test]
async fn the_reply_limit_can_be_set() {
    let double = Double::start().unwrap();
    let liveblocks = builder(&double).reply_limit(20).build().unwrap();
    assert_eq!(mint(&liveblocks).await.unwrap_err().kind(), ErrorKind::InvalidReply, "a token has 21 bytes here");
}

#[tokio::test]
async fn an_upstream_that_hangs_is_given_up_at_the_deadline() {
    for answer in [Answer::Hang, Answer::Drip(Duration::from_millis(10))] {
        let double = Double::start().unwrap();
        double.always(answer.clone());
        let liveblocks = builder(&double).deadline(Duration::from_secs(1)).build().unwrap();
        assert_eq!(mint(&liveblocks).await.unwrap_err().kind(), ErrorKind::Deadline, "{answer:?}");
        assert_eq!(double.calls().len(), 1);
    }
}

#[tokio::test]
async fn a_pause_that_the_deadline_does_not_allow_is_not_made() {
    let double = Double::start().unwrap();
    double.script([Answer::Status(503, vec![("retry-after", "60".into())], vec![])]);
    let started = std::time::Instant::now();
    let error = mint(&liveblocks(&double)).await.unwrap_err();
    assert_eq!(
        (error.kind(), error.retry_after(), double.calls().len()),
        (ErrorKind::Refused, Some(Duration::from_secs(60)), 1)
    );
    assert!(started.elapsed() < Duration::from_secs(8), "the error came only at the deadline");
}

#[tokio::test]
async fn retry_after_is_read_in_both_forms() {
    let in_30_seconds = httpdate::fmt_http_date(std::time::SystemTime::now() + Duration::from_secs(30));
    for (value, range) in [("17", 17..=17), (in_30_seconds.as_str(), 20..=30), ("Sun, 06 Nov 1994 08:49:37 GMT", 0..=0)]
    {
        let (minted, _) = answered([Answer::Status(429, vec![("retry-after", value.into())], vec![])]).await;
        let seconds = minted.unwrap_err().retry_after().unwrap().as_secs();
        assert!(range.contains(&seconds), "{value}: {seconds}");
    }
    let (minted, _) = answered([Answer::Status(429, vec![("retry-after", "soon".into())], vec![])]).await;
    assert_eq!(minted.unwrap_err().retry_after(), None);
}

#[tokio::test]
async fn an_outage_is_not_amplified() {
    let double = Double::start().unwrap();
    double.always(Answer::Close);
    let liveblocks = liveblocks(&double);
    let requests = 200;
    for _ in 0..requests {
        mint(&liveblocks).await.unwrap_err();
    }
    let calls = double.calls().len();
    // A quarter more, plus the two free retries per second over ten seconds.
    assert!((requests + 1..=requests + requests / 4 + 20).contains(&calls), "{calls} calls for {requests} requests");
}

#[tokio::test]
async fn an_answer_that_is_no_http_is_not_asked_for_again() {
    assert_eq!(kind(Answer::Raw(b"nonsense\r\n\r\n".to_vec())).await, (ErrorKind::Unreachable, 1));
}
