//! Nothing leaks: the secret appears nowhere, a token only in the body of a 200, and user info and
//! the page's data in no log.

use liveblocks_auth::issuer::MintRequest;
use liveblocks_auth::{AuthEndpoint, AuthReply, BoxError, Error, Liveblocks, Minted, UserInfo, policy_fn, resolver_fn};
use liveblocks_auth_conformance::double::{Answer, Double};

use crate::log::Log;
use crate::support::{Person, Recorder, acme, alice, asking_for, code, head, post, send};

const SECRETS: [&str; 6] =
    ["sk_prod_hunter2", "cookie-hunter2", "bearer-hunter2", "info-hunter2", "data-hunter2", "hunter2.jwt"];

fn assert_clean(text: &str) {
    for secret in SECRETS {
        assert!(!text.contains(secret), "{secret} in {text}");
    }
    assert!(!text.contains("hunter2"), "{text}");
}

fn endpoint(liveblocks: Liveblocks) -> AuthEndpoint {
    AuthEndpoint::access_tokens(
        liveblocks,
        resolver_fn((), async |(), head| {
            let person = |id| Person { info: Some(r#"{"name":"info-hunter2"}"#.into()), ..Person::new(id) };
            Ok(head.header("x-user").map(person))
        }),
        policy_fn((), async |(), _: &Person, request| {
            #[derive(serde::Deserialize)]
            struct Wish {
                #[serde(default, rename = "number")]
                _number: u8,
            }
            request.data::<Wish>()?;
            Ok(acme())
        }),
    )
}

fn request(body: &str) -> http::Request<Vec<u8>> {
    let mut request = post(body.as_bytes());
    request.headers_mut().insert("cookie", "session=cookie-hunter2".parse().unwrap());
    request.headers_mut().insert("authorization", "Bearer bearer-hunter2".parse().unwrap());
    request
}

#[tokio::test]
async fn no_answer_of_liveblocks_carries_anything_into_a_log_or_a_reply() {
    let log = Log::start();
    let double = Double::start().unwrap();
    let liveblocks = Liveblocks::builder().secret_key("sk_prod_hunter2").base_url(double.url()).build().unwrap();
    let endpoint = endpoint(liveblocks);
    // A server that repeats everything it received, in every possible place.
    let echo =
        r#"{"error":"sk_prod_hunter2","message":"info-hunter2 sk_prod_hunter2","reason":"bearer-hunter2","token":"x"}"#;
    for status in [200, 302, 400, 401, 403, 404, 422, 429, 500, 503] {
        let answer = Answer::Status(status, vec![("x-lb-warn", "sk_prod_hunter2".into())], echo.into());
        double.script([answer.clone(), answer]);
        let reply = send(&endpoint, &request(r#"{"room":"acme:plan","x":"data-hunter2"}"#)).await;
        // Use up the script if only one attempt was made.
        while double.calls().len() % 2 == 1 {
            send(&endpoint, &request(r#"{"room":"acme:plan"}"#)).await;
        }
        assert_eq!(code(&reply), "unavailable", "{status}");
        assert_clean(std::str::from_utf8(reply.body()).unwrap());
    }
    assert!(log.ours().iter().any(|line| line.contains("misconfigured")), "{}", log.text());
    assert_clean(&log.text());
}

#[tokio::test]
async fn a_token_leaves_only_in_the_body_of_a_200() {
    let log = Log::start();
    let recorder = Recorder::default().script(Minted::from_reply(r#"{"token":"hunter2.jwt.x"}"#));
    let reply = send(&endpoint(recorder.liveblocks()), &request(r#"{"room":"acme:plan"}"#)).await;
    assert_eq!(reply.body(), br#"{"token":"hunter2.jwt.x"}"#.as_slice());
    assert!(log.ours().iter().any(|line| line.contains("minted")), "{}", log.text());
    assert_clean(&log.text());
    assert_clean(&format!("{reply:?} {:?}", reply.headers().collect::<Vec<_>>()));
}

#[tokio::test]
async fn what_a_page_sends_stays_out_of_the_log() {
    let log = Log::start();
    let endpoint = endpoint(Recorder::default().liveblocks());
    for body in [
        r#"{"room":"acme:plan","number":"data-hunter2"}"#,
        r#"{"room":"data-hunter2*"}"#,
        r#"{"room":7,"x":"data-hunter2"}"#,
        r#"{"data-hunter2"#,
    ] {
        let reply = send(&endpoint, &request(body)).await;
        assert_clean(std::str::from_utf8(reply.body()).unwrap());
    }
    assert_eq!(log.ours().iter().filter(|line| line.contains("refused")).count(), 4, "{}", log.text());
    assert_clean(&log.text());
}

#[tokio::test]
async fn a_decision_is_logged_with_who_what_and_how_long() {
    let log = Log::start();
    let endpoint = endpoint(Recorder::default().liveblocks());
    send(&endpoint, &request(r#"{"room":"acme:plan"}"#)).await;
    send(&endpoint, &request(r#"{"room":"globex:plan"}"#)).await;
    let lines = log.ours();
    let minted = lines.iter().find(|line| line.contains("minted")).unwrap();
    for part in [
        "INFO",
        r#"user.id="alice""#,
        r#"room.id="acme:plan""#,
        r#"granted="acme:*"=*:write"#,
        "elapsed_ms=",
        r#"token.kind="acc""#,
    ] {
        assert!(minted.contains(part), "{part} in {minted}");
    }
    let refused = lines.iter().find(|line| line.contains("refused")).unwrap();
    for part in [
        "INFO",
        "status=403",
        r#"code="denied""#,
        r#"user.id="alice""#,
        r#"room.id="globex:plan""#,
        "elapsed_ms=",
        r#"why="the grants do not cover the requested room: \"acme:*\"=*:write""#,
    ] {
        assert!(refused.contains(part), "{part} in {refused}");
    }
}

#[tokio::test]
async fn a_failure_is_logged_once_with_its_cause() {
    let log = Log::start();
    let failing = resolver_fn((), async |(), _| Err::<Option<Person>, BoxError>("the session store is down".into()));
    send(&AuthEndpoint::id_tokens(Recorder::default().liveblocks(), failing), &request("{}")).await;
    let recorder = Recorder::default().script(Err(Error::refused(500, None)));
    send(&endpoint(recorder.liveblocks()), &request(r#"{"room":"acme:plan"}"#)).await;
    let errors: Vec<_> = log.ours().into_iter().filter(|line| line.contains("ERROR")).collect();
    assert_eq!(errors.len(), 2, "{errors:?}");
    assert!(errors[0].contains("the session store is down"), "{errors:?}");
    assert!(errors[1].contains("upstream.status=500"), "{errors:?}");
}

#[tokio::test]
async fn a_failure_in_a_hand_written_handler_is_logged_too() {
    let log = Log::start();
    let reply = asking_for("acme:plan").answer(async { Err("the database is down".into()) }).await;
    assert_eq!(code(&reply), "unavailable");
    assert!(
        log.ours().iter().any(|line| line.contains("ERROR") && line.contains("the database is down")),
        "{}",
        log.text()
    );
}

#[tokio::test]
async fn what_a_client_chooses_cannot_forge_a_line() {
    let log = Log::start();
    let endpoint = endpoint(Recorder::default().liveblocks());
    // Not control characters, so the room is legal: a line separator, a right-to-left override, and
    // quotes.
    send(&endpoint, &request(r#"{"room":"acme:\u2028\u202e\"quoted\""}"#)).await;
    assert!(log.text().contains(r#"room.id="acme:\u{2028}\u{202e}\"quoted\"""#), "{}", log.text());
    assert!(!log.text().contains(['\u{2028}', '\u{202e}']), "{}", log.text());

    let newline = Person::new("alice\n2026-01-01 INFO liveblocks_auth: minted");
    Recorder::default().liveblocks().identify_user(&newline).await.unwrap();
    assert!(log.text().contains(r#"user.id="alice\n2026-01-01 INFO"#), "{}", log.text());
    assert!(!log.text().lines().any(|line| line.starts_with("2026-01-01 ")), "{}", log.text());
}

#[tokio::test]
async fn a_failing_policy_is_logged_with_the_user() {
    let log = Log::start();
    let failing = policy_fn((), async |(), _: &Person, _| Err("the database is down".into()));
    send(&AuthEndpoint::access_tokens(Recorder::default().liveblocks(), alice(), failing), &request(r#"{"room":"r"}"#))
        .await;
    let line = log.ours().into_iter().find(|line| line.contains("ERROR")).unwrap();
    for part in ["the database is down", r#"user.id="alice""#, r#"room.id="r""#, r#"code="unavailable""#] {
        assert!(line.contains(part), "{part} in {line}");
    }
}

#[tokio::test]
async fn the_operator_is_told_what_liveblocks_refuses() {
    let log = Log::start();
    let double = Double::start().unwrap();
    let endpoint = endpoint(Liveblocks::builder().secret_key("sk_localdev").base_url(double.url()).build().unwrap());
    let key = r#"{"error":"INVALID_SECRET_KEY","message":"Invalid secret key."}"#;
    let limit = r#"{"error":"UNPROCESSABLE_ENTITY","message":"Value at key 'permissions': A token cannot have more than 10 permissions."}"#;
    double.script([Answer::Status(403, vec![], key.into()), Answer::Status(422, vec![], limit.into())]);
    for _ in 0..2 {
        send(&endpoint, &request(r#"{"room":"acme:plan"}"#)).await;
    }
    let told: Vec<_> = log.ours().into_iter().filter(|line| line.contains("misconfigured")).collect();
    assert_eq!(told.len(), 2, "{told:?}");
    for part in ["ERROR", "upstream.status=403", r#"upstream.code="INVALID_SECRET_KEY""#, "check LIVEBLOCKS_SECRET_KEY"]
    {
        assert!(told[0].contains(part), "{part} in {}", told[0]);
    }
    for part in ["upstream.status=422", r#"upstream.field="permissions""#] {
        assert!(told[1].contains(part), "{part} in {}", told[1]);
    }
}

#[tokio::test]
async fn a_grant_that_opens_nothing_is_warned_about() {
    let log = Log::start();
    let mut session = Recorder::default().liveblocks().prepare_session("alice").unwrap();
    session.allow(liveblocks_auth::RoomPattern::all(), liveblocks_auth::Permission::CommentsWrite).unwrap();
    session.authorize().await.unwrap();
    assert!(
        log.ours().iter().any(|line| line.contains("WARN") && line.contains("no base permission")),
        "{}",
        log.text()
    );
}

#[test]
fn debug_shows_nothing_secret() {
    let person = Person { info: Some(r#"{"name":"info-hunter2"}"#.into()), ..Person::new("alice") };
    let recorder = Recorder::default();
    let liveblocks = recorder.liveblocks();
    let request = asking_for("acme:plan").with_data(&serde_json::json!({"x": "data-hunter2"})).unwrap();
    let headed = http::Request::get("/a?token=bearer-hunter2").header("cookie", "cookie-hunter2").body(()).unwrap();
    let minted = Minted::from_reply(r#"{"token":"hunter2.jwt.x"}"#).unwrap();
    let real = Liveblocks::builder().secret_key("sk_prod_hunter2").base_url("http://localhost:1");
    let session = liveblocks.prepare_session(&person).unwrap();
    tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap().block_on(async {
        liveblocks.prepare_session(&person).unwrap().authorize().await.unwrap();
    });
    let minted_request: MintRequest = recorder.requests().remove(0);
    assert_clean(&format!(
        "{:?} {request:?} {:?} {minted:?} {:?} {:?} {:?} {session:?} {minted_request:?} {:?}",
        UserInfo::from_json(r#"{"name":"info-hunter2"}"#).unwrap(),
        head(&headed),
        minted.token(),
        real,
        AuthReply::from(minted.clone()),
        endpoint(liveblocks),
    ));
    let real = Liveblocks::builder().secret_key("sk_prod_hunter2").base_url("http://localhost:1").build().unwrap();
    assert_clean(&format!("{real:?} {real}"));
    let faulty = Liveblocks::builder().secret_key("pk_hunter2").base_url("https://user:hunter2@example.com");
    assert_clean(&format!("{faulty:?}"));
    let error = faulty.build().unwrap_err();
    assert_clean(&format!("{error:?} {error}"));
}
