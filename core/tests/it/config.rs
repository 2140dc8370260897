//! Every way in which a configuration can be wrong.

use std::ffi::OsString;
use std::time::Duration;

use liveblocks_auth::{ConfigFault, Liveblocks, LiveblocksBuilder, LocalIssuer, SecretKey, TokenSource};

use crate::support::Recorder;

const KEY: &str = "sk_prod_4Fe-1x";

fn faults(builder: LiveblocksBuilder) -> Vec<ConfigFault> {
    builder.build().map(|_| Vec::new()).unwrap_or_else(|error| error.faults().to_vec())
}

fn faults_of_key(key: &str) -> Vec<ConfigFault> {
    faults(Liveblocks::builder().secret_key(key))
}

fn faults_of_url(url: &str) -> Vec<ConfigFault> {
    faults(Liveblocks::builder().secret_key(KEY).base_url(url))
}

fn env(variables: &'static [(&'static str, &'static str)]) -> LiveblocksBuilder {
    Liveblocks::builder()
        .env_from(|name| variables.iter().find(|(key, _)| *key == name).map(|(_, value)| OsString::from(value)))
}

fn recorded() -> LiveblocksBuilder {
    Liveblocks::builder().issuer(Recorder::default())
}

#[test]
fn a_key_alone_is_the_cloud() {
    let liveblocks = Liveblocks::builder().secret_key(KEY).build().unwrap();
    assert_eq!(*liveblocks.token_source(), TokenSource::Cloud);
}

#[test]
fn the_dev_server_is_local() {
    let source = Liveblocks::local_dev().unwrap().token_source().clone();
    assert_eq!(source, TokenSource::Server("http://localhost:1153".into()));
}

#[test]
fn local_base_urls_are_taken_over_plain_http() {
    for url in ["http://localhost:1153", "http://127.0.0.1:1153/", "http://[::1]:1153", "http://LOCALHOST"] {
        assert_eq!(faults_of_url(url), [], "{url}");
    }
    assert_eq!(faults_of_url("https://liveblocks.example.com"), []);
}

#[test]
fn a_key_is_needed() {
    assert_eq!(faults(Liveblocks::builder()), [ConfigFault::NoSecretKey]);
    assert_eq!(faults(env(&[])), [ConfigFault::NoSecretKey], "an empty environment is no wish for development tokens");
}

#[test]
fn a_key_is_not_empty() {
    assert_eq!(faults_of_key(""), [ConfigFault::SecretKeyEmpty]);
}

#[test]
fn a_public_key_is_refused() {
    assert_eq!(faults_of_key("pk_prod_4Fe"), [ConfigFault::SecretKeyIsPublic]);
}

#[test]
fn a_key_begins_with_sk() {
    for key in ["prod_4Fe", "SK_prod_4Fe", " sk_prod_4Fe", "\"sk_prod_4Fe\""] {
        assert_eq!(faults_of_key(key), [ConfigFault::SecretKeyPrefix], "{key:?}");
    }
}

#[test]
fn a_key_is_more_than_its_prefix() {
    assert_eq!(faults_of_key("sk_"), [ConfigFault::SecretKeyCutOff]);
}

#[test]
fn a_key_does_not_end_with_a_line_break() {
    for key in ["sk_prod_4Fe\n", "sk_prod_4Fe\r\n", "sk_prod_4Fe "] {
        assert_eq!(faults_of_key(key), [ConfigFault::SecretKeyTrailingSpace], "{key:?}");
    }
}

#[test]
fn a_key_holds_no_stray_character() {
    for key in ["sk_prod 4Fe", "sk_é", "sk_prod_4Fe\"", "sk_a\nb", "sk_{{KEY}}"] {
        assert_eq!(faults_of_key(key), [ConfigFault::SecretKeyCharacters], "{key:?}");
    }
}

#[test]
fn the_key_of_the_dev_server_is_refused_against_the_cloud() {
    assert_eq!(faults_of_key("sk_localdev"), [ConfigFault::LocalDevKeyAgainstRemote]);
    let remote = Liveblocks::builder().secret_key("sk_localdev").base_url("https://liveblocks.example.com");
    assert_eq!(faults(remote), [ConfigFault::LocalDevKeyAgainstRemote]);
}

#[test]
fn a_base_url_needs_a_key() {
    assert_eq!(faults(Liveblocks::builder().base_url("http://localhost:1153")), [ConfigFault::BaseUrlWithoutKey]);
    assert_eq!(faults(env(&[("LIVEBLOCKS_BASE_URL", "http://localhost:1153")])), [ConfigFault::BaseUrlWithoutKey]);
}

#[test]
fn a_base_url_has_a_scheme() {
    for (url, fixed) in [
        ("localhost:1153", "http://localhost:1153"),
        ("api.liveblocks.io", "https://api.liveblocks.io"),
        ("127.0.0.1:1153", "http://127.0.0.1:1153"),
    ] {
        assert_eq!(faults_of_url(url), [ConfigFault::BaseUrlNoScheme(url.into(), fixed.into())]);
    }
    let text = Liveblocks::builder().secret_key(KEY).base_url("localhost:1153").build().unwrap_err().to_string();
    assert!(text.contains(r#"base URL "localhost:1153" has no scheme; write http://localhost:1153"#), "{text}");
}

#[test]
fn a_suggestion_is_one_that_would_be_taken() {
    for url in ["localhost:1153/v2", "//api.liveblocks.io", "https:/localhost", "api.liveblocks.io/v2?key=hunter2"] {
        assert_eq!(faults_of_url(url), [ConfigFault::BaseUrlInvalid], "{url}");
    }
}

#[test]
fn a_base_url_is_a_url() {
    for url in [
        "http://",
        "https://[::1",
        "",
        "   ",
        " https://api.liveblocks.io",
        "https://api.live
blocks.io",
        "https:///api.liveblocks.io",
        "https:\\api.liveblocks.io",
        "https:///user:hunter2@api.liveblocks.io",
    ] {
        assert_eq!(faults_of_url(url), [ConfigFault::BaseUrlInvalid], "{url:?}");
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
        assert_eq!(faults_of_url(url), [ConfigFault::BaseUrlInvalid], "{url}");
    }
}

#[test]
fn a_host_that_only_looks_like_a_key_is_taken() {
    assert_eq!(faults_of_url("https://task_server.example.com"), []);
}

#[test]
fn a_base_url_is_http_or_https() {
    assert_eq!(faults_of_url("ftp://localhost"), [ConfigFault::BaseUrlScheme("ftp".into())]);
}

#[test]
fn plain_http_is_for_this_machine_only() {
    for host in ["api.liveblocks.io", "192.168.0.1", "localhost.example.com", "app.localhost", "0.0.0.0", "[::2]"] {
        assert_eq!(faults_of_url(&format!("http://{host}")), [ConfigFault::BaseUrlPlainHttp(host.into())]);
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
        assert_eq!(faults_of_url(url), [ConfigFault::BaseUrlUserInfo], "{url}");
    }
}

#[test]
fn a_base_url_holds_no_path() {
    for rest in ["/v2", "/?x=1", "/#x", "/v2/authorize-user"] {
        assert_eq!(faults_of_url(&format!("https://api.liveblocks.io{rest}")), [ConfigFault::BaseUrlPath]);
    }
}

#[test]
fn a_variable_is_not_set_to_nothing() {
    assert_eq!(faults(env(&[("LIVEBLOCKS_SECRET_KEY", "")])), [ConfigFault::VariableEmpty("LIVEBLOCKS_SECRET_KEY")]);
    let url = env(&[("LIVEBLOCKS_SECRET_KEY", KEY), ("LIVEBLOCKS_BASE_URL", " ")]);
    assert_eq!(faults(url), [ConfigFault::VariableEmpty("LIVEBLOCKS_BASE_URL")]);
}

#[cfg(unix)]
#[test]
fn a_variable_is_text() {
    use std::os::unix::ffi::OsStringExt as _;
    let key = Liveblocks::builder()
        .env_from(|name| (name == "LIVEBLOCKS_SECRET_KEY").then(|| OsString::from_vec(b"sk_\xff".to_vec())));
    assert_eq!(faults(key), [ConfigFault::VariableNotText("LIVEBLOCKS_SECRET_KEY")]);
}

#[test]
fn the_environment_is_read() {
    let local = env(&[("LIVEBLOCKS_SECRET_KEY", "sk_localdev"), ("LIVEBLOCKS_BASE_URL", "http://localhost:7777")]);
    assert_eq!(*local.build().unwrap().token_source(), TokenSource::Server("http://localhost:7777".into()));
    let cloud = env(&[("LIVEBLOCKS_SECRET_KEY", KEY)]);
    assert_eq!(*cloud.build().unwrap().token_source(), TokenSource::Cloud);
}

#[test]
fn the_deadline_is_below_10_seconds() {
    let ten = Duration::from_secs(10);
    assert_eq!(faults(recorded().deadline(ten)), [ConfigFault::DeadlineTooLong(ten)]);
    assert_eq!(faults(recorded().deadline(Duration::MAX)), [ConfigFault::DeadlineTooLong(Duration::MAX)]);
    assert_eq!(faults(recorded().deadline(Duration::from_millis(9_999))), []);
}

#[test]
fn no_time_is_zero() {
    assert_eq!(faults(recorded().deadline(Duration::ZERO)), [ConfigFault::ZeroTime("deadline")]);
    assert_eq!(faults(recorded().body_timeout(Duration::ZERO)), [ConfigFault::ZeroTime("body timeout")]);
    assert_eq!(faults(recorded().connect_timeout(Duration::ZERO)), [ConfigFault::ZeroTime("connect timeout")]);
}

#[test]
fn no_limit_is_zero() {
    assert_eq!(faults(recorded().body_limit(0)), [ConfigFault::ZeroLimit("request body limit")]);
    assert_eq!(faults(recorded().reply_limit(0)), [ConfigFault::ZeroLimit("reply limit")]);
}

#[test]
fn an_issuer_excludes_a_key() {
    assert_eq!(faults(recorded().secret_key(KEY)), [ConfigFault::IssuerBesideKey]);
    assert_eq!(faults(recorded().base_url("http://localhost:1153")), [ConfigFault::IssuerBesideKey]);
}

#[test]
fn the_local_issuer_excludes_a_real_key() {
    let local = |key: &str| faults(env(&[]).local_issuer(LocalIssuer::new()).secret_key(key));
    assert_eq!(local(KEY), [ConfigFault::LocalIssuerBesideKey]);
    assert_eq!(local("sk_dev_4Fe"), [ConfigFault::LocalIssuerBesideKey]);
    assert_eq!(local("sk_localdev"), []);
}

#[test]
fn the_local_issuer_excludes_a_base_url_that_is_not_local() {
    let local = |url: &str| faults(env(&[]).local_issuer(LocalIssuer::new()).base_url(url));
    assert_eq!(local("https://api.liveblocks.io"), [ConfigFault::LocalIssuerBesideBaseUrl]);
    assert_eq!(local("api.liveblocks.io"), [ConfigFault::LocalIssuerBesideBaseUrl]);
    assert_eq!(local("http://localhost:1153"), []);
}

#[test]
fn the_local_issuer_sees_what_is_overridden() {
    let key = || env(&[("LIVEBLOCKS_SECRET_KEY", KEY)]).local_issuer(LocalIssuer::new());
    assert_eq!(faults(key().secret_key("sk_localdev")), [ConfigFault::LocalIssuerBesideKey]);
    assert_eq!(faults(key().secret_key(KEY)), [ConfigFault::LocalIssuerBesideKey], "once");
    let url = env(&[("LIVEBLOCKS_BASE_URL", "https://api.liveblocks.io")]).local_issuer(LocalIssuer::new());
    assert_eq!(faults(url.base_url("http://localhost:1")), [ConfigFault::LocalIssuerBesideBaseUrl]);
    let before =
        Liveblocks::builder().secret_key(KEY).env_from(|name| name.ends_with("KEY").then(|| "sk_localdev".into()));
    assert_eq!(faults(before.local_issuer(LocalIssuer::new())), [ConfigFault::LocalIssuerBesideKey]);
}

#[test]
fn what_is_said_in_code_goes_before_the_environment() {
    let both = env(&[("LIVEBLOCKS_SECRET_KEY", "pk_x"), ("LIVEBLOCKS_BASE_URL", "nonsense")]);
    let liveblocks = both.secret_key("sk_localdev").base_url("http://localhost:7").build().unwrap();
    assert_eq!(*liveblocks.token_source(), TokenSource::Server("http://localhost:7".into()));
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
        error.faults(),
        [
            ConfigFault::DeadlineTooLong(Duration::from_secs(30)),
            ConfigFault::ZeroLimit("request body limit"),
            ConfigFault::BaseUrlUserInfo,
            ConfigFault::BaseUrlPath,
            ConfigFault::BaseUrlPlainHttp("example.com".into()),
            ConfigFault::SecretKeyIsPublic,
        ]
    );
    let text = format!("{error} {error:?}");
    assert!(!text.contains("hunter2"), "{text}");
    assert_eq!(text.matches("- the deadline is 30s").count(), 2, "{text}");
}

#[test]
fn a_secret_key_checks_itself() {
    assert!(SecretKey::new("sk_localdev").unwrap().is_local_dev());
    assert!(!SecretKey::new(KEY).unwrap().is_local_dev());
    assert_eq!(SecretKey::new("pk_x").unwrap_err().faults(), [ConfigFault::SecretKeyIsPublic]);
    assert!(Liveblocks::builder().secret_key(SecretKey::new(KEY).unwrap()).build().is_ok());
}

/// Runs the test of this name, which is meant for a child process, with these variables.
fn in_child(test: &str, variables: &[(&str, &str)]) -> std::process::Output {
    std::process::Command::new(std::env::current_exe().unwrap())
        .args(["--exact", test, "--ignored", "--nocapture"])
        .env_remove("LIVEBLOCKS_SECRET_KEY")
        .env_remove("LIVEBLOCKS_BASE_URL")
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
            Err(error) => println!("{name}: {:?}", error.faults()),
        }
    }
}

#[test]
fn missing_ca_certificates_are_a_fault_only_where_https_is_used() {
    let missing = [("SSL_CERT_FILE", "/nonexistent/file"), ("SSL_CERT_DIR", "/nonexistent/dir")];
    let output = in_child("config::child_builds_for_the_cloud_and_for_this_machine", &missing);
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(text.contains("cloud: [Tls("), "{text}");
    assert!(text.contains("local: fine"), "{text}");
}

#[test]
#[ignore = "run by the test below in a process of its own, because it goes by that process's environment"]
fn child_mints_locally() {
    let built = Liveblocks::builder().local_issuer(LocalIssuer::new()).build();
    for (name, result) in [("local issuer", Liveblocks::local_issuer()), ("built", built)] {
        match result {
            Ok(_) => println!("{name}: fine"),
            Err(error) => println!("{name}: {:?}", error.faults()),
        }
    }
}

#[test]
fn the_local_issuer_does_not_exist_in_an_environment_with_a_real_key() {
    for (variables, expected) in [
        (&[("LIVEBLOCKS_SECRET_KEY", KEY)][..], "[LocalIssuerBesideKey]"),
        (&[("LIVEBLOCKS_BASE_URL", "https://api.liveblocks.io")][..], "[LocalIssuerBesideBaseUrl]"),
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
    assert_eq!(faults(Liveblocks::builder().secret_key(KEY).http2(true)), [ConfigFault::NoHttp2]);
}

#[test]
fn the_issuer_can_be_built_alone_to_be_wrapped() {
    let issuer = Liveblocks::builder().secret_key(KEY).build_http_issuer().unwrap();
    assert!(format!("{issuer:?}").contains("https://api.liveblocks.io/v2/authorize-user"));
    let wrapped = Liveblocks::builder().issuer(issuer).build().unwrap();
    assert_eq!(*wrapped.token_source(), TokenSource::Custom);
    assert!(Liveblocks::builder().build_http_issuer().is_err());
}
