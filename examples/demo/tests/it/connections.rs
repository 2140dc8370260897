//! The limit for connections, and the time limit for the body of a request.

use std::convert::Infallible;
use std::future::pending;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::task::Poll;

use example_demo::Refusal;
use example_demo::api::in_time;
use example_demo::connections::{Connection, Connections, connections_within};
use tokio::time::{Duration, Instant, timeout};

/// Connections, at most three, that have names. Records which are closed.
struct Named {
    connections: Connections,
    closing: Sender<char>,
    closed: Receiver<char>,
}

impl Named {
    fn new() -> Self {
        let (closing, closed) = channel();
        Self { connections: Connections::new(3), closing, closed }
    }

    fn add(&self, name: char) -> Connection {
        let closing = self.closing.clone();
        self.connections.add(move || assert_eq!(closing.send(name), Ok(())))
    }

    fn closed(&self) -> String {
        self.closed.try_iter().collect()
    }

    async fn has_room(&self) -> bool {
        timeout(Duration::from_millis(10), self.connections.room()).await.is_ok()
    }
}

#[test]
fn at_the_limit_the_longest_wait_ends() {
    let named = Named::new();
    let open = ['a', 'b', 'c'].map(|name| named.add(name));
    assert_eq!(named.closed(), "");
    let _more = ['d', 'e'].map(|name| named.add(name));
    assert_eq!(named.closed(), "ab");
    drop(open);
    let _as_many_as_fit = ['f', 'g', 'h'].map(|name| named.add(name));
    assert_eq!(named.closed(), "de", "c has gone by itself, and a and b count once");
}

#[test]
fn a_connection_whose_request_is_answered_stays() {
    let named = Named::new();
    let [a, b, _c] = ['a', 'b', 'c'].map(|name| named.add(name));
    a.works();
    drop(b.arriving());
    let _d = named.add('d');
    assert_eq!(named.closed(), "c", "a and b work");
    a.waits();
    let _e = named.add('e');
    assert_eq!(named.closed(), "d", "it has waited longer than a");
}

#[test]
fn a_body_that_must_be_waited_for_is_a_wait() {
    let named = Named::new();
    let [a, b, c] = ['a', 'b', 'c'].map(|name| named.add(name));
    let (arriving, _unread) = (a.arriving(), b.arriving());
    assert!(arriving.note(Poll::<()>::Pending).is_pending());
    let _d = named.add('d');
    assert_eq!(named.closed(), "c", "it has waited longer than a, and the body of b can be there");
    drop(c);
    let _e = named.add('e');
    assert_eq!(named.closed(), "a");
    drop(arriving);
    a.waits();
    let _f = named.add('f');
    assert_eq!(named.closed(), "d", "a is closed already");
}

#[test]
fn a_body_that_has_arrived_is_no_wait() {
    let named = Named::new();
    let [a, b, _c] = ['a', 'b', 'c'].map(|name| named.add(name));
    let (arriving, late) = (a.arriving(), b.arriving());
    assert!(arriving.note(Poll::<()>::Pending).is_pending() && arriving.note(Poll::Ready(())).is_ready());
    assert!(late.note(Poll::<()>::Pending).is_pending());
    drop(late);
    let _d = named.add('d');
    assert_eq!(named.closed(), "c", "the server works for a and b");
}

#[tokio::test(start_paused = true)]
async fn there_is_room_if_one_waits_or_goes() {
    let named = Named::new();
    assert!(named.has_room().await);
    let [a, b, c] = ['a', 'b', 'c'].map(|name| named.add(name));
    assert!(named.has_room().await, "all wait");
    for connection in [&a, &b, &c] {
        connection.works();
    }
    assert!(!named.has_room().await);
    let (room, ()) = tokio::join!(named.has_room(), async { drop(a) });
    assert!(room);
    let _d = named.add('d');
    named.connections.close_longest();
    assert_eq!(named.closed(), "d");
    let _e = named.add('e');
    let _f = named.add('f');
    assert_eq!(named.closed(), "e");
    b.waits();
    assert_eq!(named.closed(), "");
}

#[test]
fn a_connection_over_the_limit_is_closed_when_one_waits() {
    let named = Named::new();
    let working = ['a', 'b', 'c', 'd'].map(|name| {
        let connection = named.add(name);
        connection.works();
        connection
    });
    assert_eq!(named.closed(), "");
    working[1].waits();
    assert_eq!(named.closed(), "b");
    working[2].waits();
    assert_eq!(named.closed(), "");
}

#[test]
fn connections_leave_descriptors_for_the_rest() {
    assert_eq!([connections_within(1_024, 2), connections_within(1_024, 3)], [464, 309]);
    assert_eq!(connections_within(50, 2), 1, "at least one");
    assert_eq!(connections_within(u64::MAX, 2), 10_000);
}

#[tokio::test(start_paused = true)]
async fn a_body_has_the_time_of_the_endpoint() {
    let started = Instant::now();
    assert_eq!(in_time::<(), Infallible>(pending()).await, Err(Refusal::TOO_SLOW));
    assert_eq!(started.elapsed(), Duration::from_secs(5));
    assert_eq!(in_time::<(), _>(async { Err("no JSON") }).await, Err(Refusal::UNREADABLE));
    assert_eq!(in_time::<_, Infallible>(async { Ok(7) }).await, Ok(7));
}

#[tokio::test(start_paused = true)]
async fn there_is_no_room_until_closed_connections_are_gone() {
    let connections = Connections::new(1);
    let mut open: Vec<_> = (0..33).map(|_| connections.add(|| {})).collect();
    assert!(timeout(Duration::from_millis(10), connections.room()).await.is_err(), "32 are being closed");
    let (room, ()) = tokio::join!(timeout(Duration::from_millis(10), connections.room()), async {
        open.swap_remove(0);
    });
    assert!(room.is_ok());
}
