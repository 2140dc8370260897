//! Every fault that a configuration can have.

use std::ffi::OsString;
use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::time::Duration;

use liveblocks_auth::issuer::LocalIssuer;
use liveblocks_auth::{ConfigError, Liveblocks, LiveblocksBuilder};

use crate::support::Recorder;

const KEY: &str = "sk_prod_4Fe-1x";
const NONE: [&str; 0] = [];
const CLOUD: &str = "the Liveblocks cloud mints the tokens";

/// A fault of a configuration. Equals any text that it contains.
#[derive(Debug)]
struct Fault(String);

impl PartialEq<&str> for Fault {
    fn eq(&self, part: &&str) -> bool {
        self.0.contains(part)
    }
}

fn faults(builder: LiveblocksBuilder) -> Vec<Fault> {
    builder.build().err().map(|error| faults_of(&error)).unwrap_or_default()
}

/// The faults that an error lists. Each says after a colon or a semicolon how to fix it.
fn faults_of(error: &ConfigError) -> Vec<Fault> {
    let text = error.to_string();
    let faults: Vec<_> = text.split("\n  - ").skip(1).map(|fault| Fault(fault.to_owned())).collect();
    for Fault(fault) in &faults {
        let fix = fault.split_once("; ").or_else(|| fault.split_once(": "));
        assert!(fix.is_some_and(|(_, fix)| fix.len() > 10), "no fix in {fault:?}");
    }
    faults
}

fn faults_of_key(key: &str) -> Vec<Fault> {
    faults(Liveblocks::builder().secret_key(key))
}

fn faults_of_url(url: &str) -> Vec<Fault> {
    faults(Liveblocks::builder().secret_key(KEY).base_url(url))
}

fn env(variables: &'static [(&'static str, &'static str)]) -> LiveblocksBuilder {
    Liveblocks::builder()
        .env_from(|name| variables.iter().find(|(key, _)| *key == name).map(|(_, value)| OsString::from(value)))
}

fn server(url: &str) -> String {
    format!("the Liveblocks server at {url} mints the tokens")
}

fn recorded() -> LiveblocksBuilder {
    Liveblocks::builder().issuer(Recorder::default())
}

#[test]
fn a_key_alone_is_the_cloud() {
    let liveblocks = Liveblocks::builder().secret_key(KEY).build().unwrap();
    assert_eq!(liveblocks.to_string(), CLOUD);
}

#[test]
fn the_dev_server_is_local() {
    assert_eq!(Liveblocks::local_dev().unwrap().to_string(), server("http://localhost:1153"));
}

#[test]
fn local_base_urls_are_taken_over_plain_http() {
    for url in ["http://localhost:1153", "http://127.0.0.1:1153/", "http://[::1]:1153", "http://LOCALHOST"] {
        assert_eq!(faults_of_url(url), NONE, "{url}");
    }
    assert_eq!(faults_of_url("https://liveblocks.example.com"), NONE);
}

#[test]
fn a_key_is_needed() {
    assert_eq!(faults(Liveblocks::builder()), ["no secret key: set LIVEBLOCKS_SECRET_KEY"]);
    assert_eq!(
        faults(env(&[])),
        ["no secret key: set LIVEBLOCKS_SECRET_KEY"],
        "an empty environment is no wish for development tokens"
    );
}

#[test]
fn a_key_is_not_empty() {
    assert_eq!(faults_of_key(""), ["the secret key is empty; copy it from"]);
}

#[test]
fn a_public_key_is_refused() {
    assert_eq!(faults_of_key("pk_prod_4Fe"), ["the secret key is a public key"]);
}

#[test]
fn a_key_begins_with_sk() {
    for key in ["prod_4Fe", "SK_prod_4Fe", "key:sk_prod_4Fe"] {
        assert_eq!(faults_of_key(key), ["the secret key does not begin with sk_"], "{key:?}");
    }
}

#[test]
fn a_key_is_more_than_its_prefix() {
    assert_eq!(faults_of_key("sk_"), ["the secret key ends after sk_"]);
}

#[test]
fn a_key_does_not_end_with_a_line_break() {
    for key in ["sk_prod_4Fe\n", "sk_prod_4Fe\r\n", "sk_prod_4Fe "] {
        assert_eq!(faults_of_key(key), ["the secret key ends with a space or a line break"], "{key:?}");
    }
}

#[test]
fn a_key_holds_no_stray_character() {
    for (key, stray) in [
        ("sk_prod 4Fe", "' '"),
        ("sk_é", "'é'"),
        ("sk_prod_4Fe\"", "'\"'"),
        ("sk_a\nb", r"'\n'"),
        ("sk_{{KEY}}", "'{'"),
        ("sk_prod_\u{200b}4Fe", r"'\u{200b}'"),
        ("sk_prod_4Fe=", "'='"),
    ] {
        assert_eq!(faults_of_key(key), [&*format!("the secret key holds {stray}, and a key has only")], "{key:?}");
    }
}

/// The values are those of a container's env file, of an editor, and of a line that was copied
/// whole.
#[test]
fn surrounding_characters_are_reported_and_the_value_is_not_repeated() {
    let (key, url) = ("sk_prod_4Fe-hunter2", "https://liveblocks.example.com");
    for (before, after, fault) in [
        ("\"", "\"", "begins with the quote \"; remove the quotes"),
        ("'", "'", "begins with the quote '; remove the quotes"),
        ("\"", "", "begins with the quote \"; remove the quotes"),
        ("\u{201c}", "\u{201d}", "begins with the quote \u{201c}; remove the quotes"),
        (" ", "", "begins with a space or a line break; remove it from the start"),
        ("\n", "\n", "begins with a space or a line break; remove it from the start"),
        ("\u{feff}", "", "begins with a byte order mark"),
        ("LIVEBLOCKS=", "", "begins with a name and an equals sign"),
        ("LIVEBLOCKS = ", "\r", "begins with a name and an equals sign"),
        ("export LIVEBLOCKS=\"", "\"", "begins with a name and an equals sign"),
        ("", "\r", "ends with a space or a line break"),
        ("", "\r\n", "ends with a space or a line break"),
    ] {
        let wrapped = |value: &str| format!("{before}{value}{after}");
        let faults = faults(Liveblocks::builder().secret_key(wrapped(key)).base_url(wrapped(url)));
        assert_eq!(faults, [&*format!("the base URL {fault}"), &*format!("the secret key {fault}")]);
        let text = format!("{faults:?}");
        assert!(!text.contains("hunter2") && !text.contains("example.com"), "{text}");
    }
}

#[test]
fn the_key_of_the_dev_server_is_refused_against_the_cloud() {
    assert_eq!(faults_of_key("sk_localdev"), ["sk_localdev is the key of the local dev server"]);
    let remote = Liveblocks::builder().secret_key("sk_localdev").base_url("https://liveblocks.example.com");
    assert_eq!(faults(remote), ["sk_localdev is the key of the local dev server"]);
}

#[test]
fn a_base_url_needs_a_key() {
    assert_eq!(
        faults(Liveblocks::builder().base_url("http://localhost:1153")),
        ["a base URL is set and no secret key"]
    );
    assert_eq!(
        faults(env(&[("LIVEBLOCKS_BASE_URL", "http://localhost:1153")])),
        ["a base URL is set and no secret key"]
    );
}

#[test]
fn a_base_url_has_a_scheme() {
    for (url, fixed) in [
        ("localhost:1153", "http://localhost:1153"),
        ("api.liveblocks.io", "https://api.liveblocks.io"),
        ("127.0.0.1:1153", "http://127.0.0.1:1153"),
    ] {
        assert_eq!(faults_of_url(url), [&*format!("base URL {url:?} has no scheme; write {fixed}")]);
    }
    let text = Liveblocks::builder().secret_key(KEY).base_url("localhost:1153").build().unwrap_err().to_string();
    assert!(text.contains(r#"base URL "localhost:1153" has no scheme; write http://localhost:1153"#), "{text}");
}

#[test]
fn a_suggestion_is_one_that_would_be_taken() {
    for url in ["localhost:1153/v2", "//api.liveblocks.io", "https:/localhost", "api.liveblocks.io/v2?key=hunter2"] {
        assert_eq!(faults_of_url(url), ["the base URL is not a URL"], "{url}");
    }
}

#[test]
fn a_base_url_is_a_url() {
    for url in [
        "http://",
        "https://[::1",
        "",
        "https://api.live
blocks.io",
        "https:///api.liveblocks.io",
        "https:\\api.liveblocks.io",
        "https:///user:hunter2@api.liveblocks.io",
    ] {
        assert_eq!(faults_of_url(url), ["the base URL is not a URL"], "{url:?}");
    }
}

#[test]
fn a_base_url_that_is_a_key_is_not_repeated() {
    for url in [
        "sk_prod_4Fe",
        "https://sk_prod_4Fe",
        "my_sk_prod_4Fe",
        "http://sk.x_sk_prod_4Fe.example",
        "https://%73k_prod_4Fe",
    ] {
        assert_eq!(faults_of_url(url), ["the base URL is not a URL"], "{url}");
    }
}

#[test]
fn a_host_that_only_looks_like_a_key_is_taken() {
    assert_eq!(faults_of_url("https://task_server.example.com"), NONE);
}

#[test]
fn a_base_url_is_http_or_https() {
    assert_eq!(faults_of_url("ftp://localhost"), ["the base URL begins with ftp:"]);
}

#[test]
fn plain_http_is_for_this_machine_only() {
    for host in ["api.liveblocks.io", "192.168.0.1", "localhost.example.com", "app.localhost", "0.0.0.0", "[::2]"] {
        assert_eq!(
            faults_of_url(&format!("http://{host}")),
            [&*format!("base URL http://{host} would send the secret key in the clear")]
        );
    }
}

#[test]
fn a_base_url_holds_no_user() {
    for url in [
        "https://user:hunter2@api.liveblocks.io",
        "https://user@api.liveblocks.io",
        "https://@api.liveblocks.io",
        "user:hunter2@localhost",
    ] {
        assert_eq!(faults_of_url(url), ["the base URL holds a user name or a password"], "{url}");
    }
}

#[test]
fn a_base_url_holds_no_path() {
    for rest in ["/v2", "/?x=1", "/#x", "/v2/authorize-user"] {
        assert_eq!(faults_of_url(&format!("https://api.liveblocks.io{rest}")), ["the base URL has a path"]);
    }
}

#[test]
fn a_variable_is_not_set_to_nothing() {
    assert_eq!(faults(env(&[("LIVEBLOCKS_SECRET_KEY", "")])), ["LIVEBLOCKS_SECRET_KEY is set but empty"]);
    let url = env(&[("LIVEBLOCKS_SECRET_KEY", KEY), ("LIVEBLOCKS_BASE_URL", " ")]);
    assert_eq!(faults(url), ["LIVEBLOCKS_BASE_URL is set but empty"]);
}

#[cfg(unix)]
#[test]
fn a_variable_is_text() {
    use std::os::unix::ffi::OsStringExt as _;
    let key = Liveblocks::builder()
        .env_from(|name| (name == "LIVEBLOCKS_SECRET_KEY").then(|| OsString::from_vec(b"sk_\xff".to_vec())));
    assert_eq!(faults(key), ["LIVEBLOCKS_SECRET_KEY is not valid UTF-8"]);
}

#[test]
fn the_environment_is_read() {
    let local = env(&[("LIVEBLOCKS_SECRET_KEY", "sk_localdev"), ("LIVEBLOCKS_BASE_URL", "http://localhost:7777")]);
    assert_eq!(local.build().unwrap().to_string(), server("http://localhost:7777"));
    let cloud = env(&[("LIVEBLOCKS_SECRET_KEY", KEY)]);
    assert_eq!(cloud.build().unwrap().to_string(), CLOUD);
}

#[test]
fn the_deadline_is_below_10_seconds() {
    let ten = Duration::from_secs(10);
    assert_eq!(faults(recorded().deadline(ten)), ["the deadline is 10s"]);
    assert_eq!(faults(recorded().deadline(Duration::MAX)), [&*format!("the deadline is {:?}", Duration::MAX)]);
    assert_eq!(faults(recorded().deadline(Duration::from_millis(9_999))), NONE);
}

#[test]
fn no_time_is_zero() {
    assert_eq!(faults(recorded().deadline(Duration::ZERO)), ["the deadline is zero"]);
    assert_eq!(faults(recorded().body_timeout(Duration::ZERO)), ["the body timeout is zero"]);
    assert_eq!(faults(recorded().connect_timeout(Duration::ZERO)), ["the connect timeout is zero"]);
}

#[test]
fn no_limit_is_zero() {
    assert_eq!(faults(recorded().body_limit(0)), ["the request body limit is zero"]);
    assert_eq!(faults(recorded().reply_limit(0)), ["the reply limit is zero"]);
}

#[test]
fn an_issuer_excludes_a_key() {
    assert_eq!(faults(recorded().secret_key(KEY)), ["an issuer is set, so the secret key"]);
    assert_eq!(faults(recorded().base_url("http://localhost:1153")), ["an issuer is set, so the secret key"]);
}

#[test]
fn the_local_issuer_excludes_a_real_key() {
    let local = |key: &str| faults(env(&[]).local_issuer(LocalIssuer::new()).secret_key(key));
    assert_eq!(local(KEY), ["the local issuer mints unsigned development tokens, and a secret key"]);
    assert_eq!(local("sk_dev_4Fe"), ["the local issuer mints unsigned development tokens, and a secret key"]);
    assert_eq!(local("sk_localdev"), NONE);
}

#[test]
fn the_local_issuer_excludes_a_base_url_that_is_not_local() {
    let local = |url: &str| faults(env(&[]).local_issuer(LocalIssuer::new()).base_url(url));
    assert_eq!(
        local("https://api.liveblocks.io"),
        ["the local issuer mints unsigned development tokens, and a base URL"]
    );
    assert_eq!(local("api.liveblocks.io"), ["the local issuer mints unsigned development tokens, and a base URL"]);
    assert_eq!(local("http://localhost:1153"), NONE);
}

#[test]
fn the_local_issuer_sees_what_is_overridden() {
    let key = || env(&[("LIVEBLOCKS_SECRET_KEY", KEY)]).local_issuer(LocalIssuer::new());
    assert_eq!(
        faults(key().secret_key("sk_localdev")),
        ["the local issuer mints unsigned development tokens, and a secret key"]
    );
    assert_eq!(
        faults(key().secret_key(KEY)),
        ["the local issuer mints unsigned development tokens, and a secret key"],
        "once"
    );
    let url = env(&[("LIVEBLOCKS_BASE_URL", "https://api.liveblocks.io")]).local_issuer(LocalIssuer::new());
    assert_eq!(
        faults(url.base_url("http://localhost:1")),
        ["the local issuer mints unsigned development tokens, and a base URL"]
    );
    let before =
        Liveblocks::builder().secret_key(KEY).env_from(|name| name.ends_with("KEY").then(|| "sk_localdev".into()));
    assert_eq!(
        faults(before.local_issuer(LocalIssuer::new())),
        ["the local issuer mints unsigned development tokens, and a secret key"]
    );
}

#[test]
fn what_is_said_in_code_goes_before_the_environment() {
    let both = env(&[("LIVEBLOCKS_SECRET_KEY", "pk_x"), ("LIVEBLOCKS_BASE_URL", "nonsense")]);
    let liveblocks = both.secret_key("sk_localdev").base_url("http://localhost:7").build().unwrap();
    assert_eq!(liveblocks.to_string(), server("http://localhost:7"));
}

#[test]
fn all_faults_are_reported_at_once_and_none_repeats_a_secret() {
    let error = Liveblocks::builder()
        .secret_key("pk_hunter2")
        .base_url("http://user:hunter2@example.com/v2")
        .deadline(Duration::from_secs(30))
        .body_limit(0)
        .build()
        .unwrap_err();
    assert_eq!(
        faults_of(&error),
        [
            "the deadline is 30s",
            "the request body limit is zero",
            "the base URL holds a user name or a password",
            "the base URL has a path",
            "base URL http://example.com would send the secret key in the clear",
            "the secret key is a public key",
        ]
    );
    let text = format!("{error} {error:?}");
    assert!(!text.contains("hunter2"), "{text}");
    assert_eq!(text.matches("- the deadline is 30s").count(), 2, "{text}");
}

/// Runs the test of this name in a child process with these variables.
fn in_child(test: &str, variables: &[(&str, &str)]) -> std::process::Output {
    std::process::Command::new(std::env::current_exe().unwrap())
        .args(["--exact", test, "--ignored", "--nocapture"])
        .env_remove("LIVEBLOCKS_SECRET_KEY")
        .env_remove("LIVEBLOCKS_BASE_URL")
        .env_remove("SSL_CERT_FILE")
        .env_remove("SSL_CERT_DIR")
        .envs(variables.iter().copied())
        .output()
        .unwrap()
}

#[test]
#[ignore = "run by the tests below in a process of its own, because it goes by that process's environment"]
fn child_builds_for_the_cloud_and_for_this_machine() {
    for (name, result) in [("cloud", Liveblocks::builder().secret_key(KEY).build()), ("local", Liveblocks::local_dev())]
    {
        match result {
            Ok(_) => println!("{name}: fine"),
            Err(error) => println!("{name}: {:?}", faults_of(&error)),
        }
    }
}

#[test]
fn missing_ca_certificates_are_a_fault_only_where_https_is_used() {
    let missing = [("SSL_CERT_FILE", "/nonexistent/file"), ("SSL_CERT_DIR", "/nonexistent/dir")];
    let output = in_child("config::child_builds_for_the_cloud_and_for_this_machine", &missing);
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(text.contains(r#"cloud: [Fault("the CA certificates cannot be loaded: "#), "{text}");
    assert!(text.contains("; check the path in SSL_CERT_FILE and SSL_CERT_DIR"), "{text}");
    assert!(text.contains("local: fine"), "{text}");
    let output = in_child("config::child_builds_for_the_cloud_and_for_this_machine", &missing[1..]);
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(text.contains("; check the path in SSL_CERT_DIR"), "{text}");
}

#[test]
fn a_proxy_that_cannot_be_used_is_a_fault_only_for_a_remote_server() {
    for (variable, value) in [
        ("HTTPS_PROXY", "ftp://127.0.0.1:1"),
        ("https_proxy", "http://"),
        ("ALL_PROXY", "\"http://127.0.0.1:1\""),
        ("ALL_PROXY", " http://127.0.0.1:1"),
        ("all_proxy", "socks://127.0.0.1:1"),
    ] {
        let output = in_child("config::child_builds_for_the_cloud_and_for_this_machine", &[(variable, value)]);
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        let fault = format!(r#"cloud: [Fault("{variable} is not the URL of a proxy; write http://host:port"#);
        assert!(text.contains(&fault), "{text}");
        assert!(text.contains("local: fine") && !text.contains("127.0.0.1"), "{text}");
    }
    for others in [
        &[("HTTPS_PROXY", "http://127.0.0.1:1"), ("all_proxy", "socks://127.0.0.1:1")][..],
        &[("ALL_PROXY", "ftp://127.0.0.1:1"), ("NO_PROXY", "localhost, .liveblocks.io")],
        &[("ALL_PROXY", "ftp://127.0.0.1:1"), ("no_proxy", "*")],
    ] {
        let output = in_child("config::child_builds_for_the_cloud_and_for_this_machine", others);
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(text.contains("cloud: fine"), "{others:?}: {text}");
    }
    for value in ["", "127.0.0.1:1", "http://127.0.0.1:1", "socks5://127.0.0.1:1", "socks5h://user:hunter2@127.0.0.1:1"]
    {
        let output = in_child("config::child_builds_for_the_cloud_and_for_this_machine", &[("ALL_PROXY", value)]);
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(text.contains("cloud: fine"), "{value}: {text}");
    }
}

#[tokio::test]
#[ignore = "run by the test below in a process of its own, because it goes by that process's environment"]
async fn child_calls_a_remote_server() {
    let liveblocks = Liveblocks::builder().secret_key(KEY).base_url("https://liveblocks.example").build().unwrap();
    liveblocks.prepare_session("alice").unwrap().authorize().await.unwrap_err();
}

#[test]
fn a_socks_proxy_is_used() {
    let proxy = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("socks5h://{}", proxy.local_addr().unwrap());
    let (ask, asked) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        let (mut stream, _) = proxy.accept().unwrap();
        // RFC 1928: the client offers methods, and then names the host and the port.
        stream.read_exact(&mut [0; 3]).unwrap();
        stream.write_all(&[5, 0]).unwrap();
        let mut asked = [0; 25];
        stream.read_exact(&mut asked).unwrap();
        ask.send(asked).unwrap();
    });
    in_child("config::child_calls_a_remote_server", &[("ALL_PROXY", &url)]);
    let asked = asked.recv_timeout(Duration::from_secs(5)).expect("the proxy was not used");
    assert_eq!(&asked, b"\x05\x01\x00\x03\x12liveblocks.example\x01\xbb");
}

#[test]
#[ignore = "run by the test below in a process of its own, because it goes by that process's environment"]
fn child_mints_locally() {
    let built = Liveblocks::builder().local_issuer(LocalIssuer::new()).build();
    for (name, result) in [("local issuer", Liveblocks::local_issuer()), ("built", built)] {
        match result {
            Ok(_) => println!("{name}: fine"),
            Err(error) => println!("{name}: {:?}", faults_of(&error)),
        }
    }
}

#[test]
fn the_local_issuer_does_not_exist_in_an_environment_with_a_real_key() {
    for (variables, expected) in [
        (
            &[("LIVEBLOCKS_SECRET_KEY", KEY)][..],
            "[Fault(\"the local issuer mints unsigned development tokens, and a secret key",
        ),
        (
            &[("LIVEBLOCKS_BASE_URL", "https://api.liveblocks.io")][..],
            "[Fault(\"the local issuer mints unsigned development tokens, and a base URL",
        ),
        (&[("LIVEBLOCKS_SECRET_KEY", "sk_localdev"), ("LIVEBLOCKS_BASE_URL", "http://localhost:1")][..], "fine"),
    ] {
        let output = in_child("config::child_mints_locally", variables);
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        for name in ["local issuer", "built"] {
            assert!(text.contains(&format!("{name}: {expected}")), "{text}");
        }
    }
}

#[cfg(not(feature = "http2"))]
#[test]
fn http2_needs_its_feature() {
    assert_eq!(faults(Liveblocks::builder().secret_key(KEY).http2(true)), ["enable the feature http2"]);
}

#[test]
fn an_issuer_can_be_wrapped() {
    let issuer = Liveblocks::builder().secret_key(KEY).build().unwrap().issuer();
    let wrapped = Liveblocks::builder().issuer(issuer).build().unwrap();
    assert_eq!(wrapped.to_string(), "an issuer of the application mints the tokens");
}
