//! The body of a request: which chunks core accepts, and what it does with them.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::rc::Rc;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use liveblocks_auth::adapter::{Body, admit};
use liveblocks_auth::{AuthRequest, BoxError, Liveblocks};

use crate::support::{Recorder, code, good, head, never};

/// The result of one poll of a body.
#[derive(Debug, Clone)]
enum Step {
    Chunk(Bytes),
    /// Nothing has arrived yet.
    Wait,
    Cut,
}

/// A body of these steps. It must not be polled after its end.
#[derive(Clone, Default)]
struct Steps {
    left: Rc<RefCell<VecDeque<Step>>>,
    ended: Rc<Cell<bool>>,
}

impl Steps {
    fn new(steps: impl IntoIterator<Item = Step>) -> Self {
        Self { left: Rc::new(RefCell::new(steps.into_iter().collect())), ..Self::default() }
    }

    fn chunks<'a>(chunks: impl IntoIterator<Item = &'a [u8]>) -> Self {
        Self::new(chunks.into_iter().map(chunk))
    }

    /// Returns the number of steps that were not polled.
    fn left(&self) -> usize {
        self.left.borrow().len()
    }
}

impl Body for Steps {
    fn poll_chunk(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Bytes, BoxError>>> {
        assert!(!self.ended.get(), "polled after the end");
        let step = self.left.borrow_mut().pop_front();
        match step {
            Some(Step::Chunk(chunk)) => Poll::Ready(Some(Ok(chunk))),
            Some(Step::Wait) => {
                context.waker().wake_by_ref();
                Poll::Pending
            }
            Some(Step::Cut) => {
                self.ended.set(true);
                Poll::Ready(Some(Err("the connection was reset".into())))
            }
            None => {
                self.ended.set(true);
                Poll::Ready(None)
            }
        }
    }
}

fn chunk(bytes: &[u8]) -> Step {
    Step::Chunk(Bytes::copy_from_slice(bytes))
}

/// Returns the admitted request, or the code of the reply.
async fn admitted(liveblocks: &Liveblocks, body: impl Body) -> Result<AuthRequest, String> {
    admit(liveblocks, head(&good()), body).await.map_err(|reply| code(&reply))
}

fn liveblocks(body_limit: usize) -> Liveblocks {
    Liveblocks::builder().issuer(Recorder::default()).body_limit(body_limit).build().unwrap()
}

const JSON: &[u8] = br#"{"room":"acme:plan"}"#;

#[tokio::test]
async fn a_single_chunk_is_not_copied() {
    for others in [vec![], vec![Step::Wait], vec![chunk(b"")]] {
        let chunk = Bytes::copy_from_slice(JSON);
        let steps = others.iter().cloned().chain([Step::Chunk(chunk.clone())]).chain(others.iter().cloned());
        let request = admitted(&liveblocks(100), Steps::new(steps)).await.unwrap();
        assert!(!chunk.is_unique(), "the body was copied, with {others:?} around it");
        drop(request);
        assert!(chunk.is_unique());
    }
}

#[tokio::test]
async fn chunks_are_joined_wherever_they_are_cut() {
    let json = r#"{"room":"acme:plan","note":"Zoë é"}"#.as_bytes();
    for cut in 0..json.len() {
        for next in cut..json.len() {
            let chunks = [&json[..cut], &json[cut..next], &json[next..]];
            let request = admitted(&liveblocks(100), Steps::chunks(chunks)).await.unwrap();
            assert_eq!(request.room().unwrap().as_str(), "acme:plan");
            assert_eq!(request.data::<serde_json::Value>().unwrap(), serde_json::json!({"note": "Zoë é"}));
        }
    }
}

#[tokio::test]
async fn a_body_can_arrive_as_slowly_as_it_likes_within_its_time() {
    let steps = JSON.chunks(1).flat_map(|byte| [Step::Wait, chunk(byte), Step::Wait]);
    assert!(admitted(&liveblocks(100), Steps::new(steps)).await.is_ok());
}

#[tokio::test]
async fn the_limit_counts_all_chunks() {
    for sizes in [vec![20], vec![1, 19], vec![10, 10], vec![7, 7, 6], vec![1; 20]] {
        let mut rest = JSON;
        let chunks: Vec<&[u8]> = sizes.iter().map(|size| rest.split_off(..*size).unwrap()).collect();
        assert!(admitted(&liveblocks(20), Steps::chunks(chunks.clone())).await.is_ok(), "{sizes:?} at the limit");
        let over = chunks.iter().copied().chain([b" ".as_slice()]);
        assert_eq!(admitted(&liveblocks(20), Steps::chunks(over)).await.unwrap_err(), "body", "{sizes:?} + 1");
        assert_eq!(admitted(&liveblocks(19), Steps::chunks(chunks)).await.unwrap_err(), "body", "{sizes:?} over 19");
    }
}

#[tokio::test]
async fn a_body_that_is_cut_off_is_rejected() {
    for steps in [vec![Step::Cut], vec![chunk(JSON), Step::Cut], vec![chunk(b"{"), Step::Wait, chunk(b"}"), Step::Cut]]
    {
        // The steps panic if they are polled again, for example to discard the rest.
        let body = Steps::new(steps.into_iter().chain([chunk(b"more")]));
        assert_eq!(admitted(&liveblocks(100), body.clone()).await.unwrap_err(), "body");
        assert_eq!(body.left(), 1);
    }
}

#[tokio::test]
async fn an_empty_body_is_rejected() {
    assert_eq!(admitted(&liveblocks(100), Steps::new([])).await.unwrap_err(), "body");
    assert_eq!(admitted(&liveblocks(100), Bytes::new()).await.unwrap_err(), "body");
}

/// Returns the number of steps left after a request with a wrong method.
async fn left_of(steps: impl IntoIterator<Item = Step>, change: impl FnOnce(&mut http::Request<Vec<u8>>)) -> usize {
    let mut request = good();
    *request.method_mut() = http::Method::PUT;
    change(&mut request);
    let body = Steps::new(steps);
    let reply = admit(&liveblocks(100), head(&request), body.clone()).await.unwrap_err();
    assert_eq!(code(&reply), "method");
    body.left()
}

fn expects(request: &mut http::Request<Vec<u8>>) {
    request.headers_mut().insert("expect", "100-continue".parse().unwrap());
}

const MIB: usize = 1024 * 1024;

/// A server closes a connection on which something is left unread. A proxy that still sends then
/// loses the reply.
#[tokio::test]
async fn the_body_of_a_rejected_request_is_discarded() {
    for steps in [
        vec![],
        vec![chunk(JSON), chunk(JSON), chunk(JSON)],
        vec![chunk(JSON), Step::Cut],
        vec![Step::Wait, chunk(JSON), Step::Wait, Step::Wait, Step::Wait, chunk(JSON), Step::Wait],
        vec![Step::Chunk(vec![b' '; MIB].into()); 8],
    ] {
        assert_eq!(left_of(steps, |_| ()).await, 0);
    }
}

#[tokio::test]
async fn the_rest_of_a_body_that_is_too_large_is_discarded() {
    for change in [|_: &mut _| (), expects] {
        let mut request = good();
        change(&mut request);
        let body = Steps::new([chunk(&[b' '; 101]), Step::Wait, chunk(JSON)]);
        let reply = admit(&liveblocks(100), head(&request), body.clone()).await.unwrap_err();
        assert_eq!((code(&reply).as_str(), body.left()), ("body", 0));
    }
}

#[tokio::test]
async fn no_more_than_8_mib_are_discarded() {
    let steps = || [vec![Step::Chunk(vec![b' '; MIB].into()); 8], vec![chunk(b" "), chunk(b" ")]].concat();
    assert_eq!(left_of(steps(), |_| ()).await, 1);
    let announcing = |length: usize| {
        move |request: &mut http::Request<Vec<u8>>| drop(request.headers_mut().insert("content-length", length.into()))
    };
    assert_eq!(left_of(steps(), announcing(8 * MIB)).await, 1);
    assert_eq!(left_of(steps(), announcing(8 * MIB + 1)).await, 10, "it can't be read to its end");
}

#[tokio::test(start_paused = true)]
async fn discarding_a_body_ends_at_the_body_timeout() {
    let mut request = good();
    for method in [http::Method::PUT, http::Method::POST] {
        *request.method_mut() = method;
        let started = tokio::time::Instant::now();
        let body = never();
        let liveblocks = Liveblocks::builder().issuer(Recorder::default()).body_timeout(Duration::from_secs(3));
        let reply = admit(&liveblocks.build().unwrap(), head(&request), body).await.unwrap_err();
        let due = if request.method() == http::Method::PUT { "method" } else { "body_timeout" };
        assert_eq!((code(&reply).as_str(), started.elapsed().as_secs()), (due, 3));
    }
}

#[tokio::test]
async fn what_a_client_holds_back_is_not_invited() {
    assert_eq!(left_of([chunk(JSON), chunk(JSON)], expects).await, 2);
}

#[tokio::test]
async fn over_http_2_a_rejected_request_waits_for_nothing() {
    let http2 = |request: &mut http::Request<Vec<u8>>| *request.version_mut() = http::Version::HTTP_2;
    assert_eq!(left_of([chunk(JSON), chunk(JSON)], http2).await, 2);
}
