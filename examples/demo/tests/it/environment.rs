//! The settings from the environment, and the errors for invalid ones.

use std::ffi::OsString;

use example_demo::page::Web;
use example_demo::{Settings, tokens};

fn variables(pairs: &[(&str, &str)]) -> Vec<(OsString, OsString)> {
    pairs.iter().map(|(name, value)| (OsString::from(name), OsString::from(value))).collect()
}

const LOCAL: &str = "this process mints unsigned development tokens";

#[test]
fn tokens_come_from_where_the_environment_says() {
    for (pairs, expected) in [
        (&[][..], LOCAL),
        (&[("PATH", "/bin")], LOCAL),
        (&[("DEMO_TOKENS", "local")], LOCAL),
        (&[("DEMO_TOKEN_LIFETIME", "34")], LOCAL),
        (&[("LIVEBLOCKS_SECRET_KEY", "sk_localdev"), ("DEMO_TOKENS", "local")], LOCAL),
        (
            &[("LIVEBLOCKS_SECRET_KEY", "sk_localdev"), ("LIVEBLOCKS_BASE_URL", "http://localhost:1153")],
            "the Liveblocks server at http://localhost:1153 mints the tokens",
        ),
    ] {
        let chosen = tokens::choose(variables(pairs));
        let said = chosen.map_or_else(|error| error.to_string(), |(liveblocks, _)| liveblocks.to_string());
        assert!(said.starts_with(expected), "{pairs:?}: {said}");
    }
}

#[test]
fn the_page_is_told_where_its_tokens_are_taken() {
    const DEV_SERVER: (&str, &str) = ("LIVEBLOCKS_BASE_URL", "http://localhost:1153");
    for (pairs, expected) in [
        (&[][..], ("local issuer", None)),
        (&[("DEMO_TOKENS", "local")], ("local issuer", None)),
        (&[("LIVEBLOCKS_SECRET_KEY", "sk_prod_abc")], ("Liveblocks cloud", Some("https://api.liveblocks.io"))),
        (
            &[("LIVEBLOCKS_SECRET_KEY", "sk_prod_abc"), ("LIVEBLOCKS_BASE_URL", "https://api.liveblocks.io/")],
            ("Liveblocks cloud", Some("https://api.liveblocks.io")),
        ),
        (
            &[("LIVEBLOCKS_SECRET_KEY", "sk_localdev"), ("LIVEBLOCKS_BASE_URL", "http://localhost:1153/")],
            ("Liveblocks server", Some("http://localhost:1153")),
        ),
        (&[("LIVEBLOCKS_SECRET_KEY", "sk_localdev"), DEV_SERVER], ("Liveblocks server", Some("http://localhost:1153"))),
        (
            &[("LIVEBLOCKS_SECRET_KEY", "sk_localdev"), DEV_SERVER, ("DEMO_TOKENS", "local")],
            ("local issuer", Some("http://localhost:1153")),
        ),
    ] {
        let told = tokens::choose(variables(pairs)).map(|(_, origin)| (origin.issuer, origin.server));
        let expected = (expected.0, expected.1.map(str::to_owned));
        assert_eq!(told.map_err(|error| error.to_string()), Ok(expected), "{pairs:?}");
    }
}

#[test]
fn a_faulty_environment_never_means_development_tokens() {
    for (pairs, named) in [
        (&[("LIVEBLOCKS_SECRET_KEY", "")][..], "LIVEBLOCKS_SECRET_KEY is set but empty"),
        (&[("LIVEBLOCKS_SECRET_KEY", "pk_prod_abc")], "public key"),
        (&[("LIVEBLOCKS_BASE_URL", "http://localhost:1153")], "set LIVEBLOCKS_SECRET_KEY"),
        (&[("LIVEBLOCKS_SECRET", "sk_prod_abc")], "set LIVEBLOCKS_SECRET_KEY"),
        (&[("LIVEBLOCKS_SECRET_KEY", "sk_prod_abc"), ("DEMO_TOKENS", "local")], "unset LIVEBLOCKS_SECRET_KEY"),
        (&[("LIVEBLOCKS_SECRET_KEY", "sk_prod_abc"), ("DEMO_TOKEN_LIFETIME", "60")], "unset LIVEBLOCKS_SECRET_KEY"),
        (&[("DEMO_TOKENS", "yes")], "DEMO_TOKENS"),
        (&[("DEMO_TOKEN_LIFETIME", "0")], "DEMO_TOKEN_LIFETIME"),
        (&[("DEMO_TOKEN_LIFETIME", "1h")], "DEMO_TOKEN_LIFETIME"),
    ] {
        let refused = tokens::choose(variables(pairs)).map_err(|error| error.to_string());
        assert!(refused.as_ref().is_err_and(|error| error.contains(named)), "{pairs:?}: {refused:?}");
    }
}

#[test]
fn settings_have_defaults_and_refuse_nonsense() {
    let read = |pairs: &[(&str, &str)]| {
        let pairs = variables(pairs);
        Settings::from_lookup(|name| pairs.iter().find(|(key, _)| key == name).map(|(_, value)| value.clone()))
    };
    assert_eq!(read(&[]).map(|settings| settings.port).ok(), Some(3000));
    assert_eq!(read(&[("PORT", "0")]).map(|settings| settings.port).ok(), Some(0));
    for (pairs, expected) in [
        (&[][..], Web::Any),
        (&[("DEMO_WEB", "plain")], Web::Plain),
        (&[("DEMO_WEB", "/srv/web")], Web::Built("/srv/web".into())),
    ] {
        assert_eq!(read(pairs).map(|settings| settings.web).ok(), Some(expected), "{pairs:?}");
    }
    for (name, value) in [("PORT", "http"), ("PORT", ""), ("PORT", "70000"), ("DATABASE_URL", " "), ("DEMO_WEB", "")] {
        let refused = read(&[(name, value)]).map_err(|error| error.to_string());
        assert!(refused.as_ref().is_err_and(|error| error.contains(name)), "{name}={value:?}: {refused:?}");
    }
}

#[cfg(unix)]
#[test]
fn a_url_that_is_no_text_is_not_repeated() {
    use std::os::unix::ffi::OsStringExt as _;
    let url = OsString::from_vec(b"postgres://demo:hunter2\xff@localhost/demo".to_vec());
    let refused = Settings::from_lookup(|name| (name == "DATABASE_URL").then(|| url.clone()));
    let text = refused.map_err(|error| format!("{error} {error:?}"));
    assert!(text.as_ref().is_err_and(|text| text.contains("DATABASE_URL") && !text.contains("hunter2")), "{text:?}");
}

#[test]
fn a_port_that_is_taken_is_named() -> Result<(), Box<dyn std::error::Error>> {
    let any = Settings { port: 0, database_url: String::new(), web: Web::Any };
    let (_held, address) = any.listen()?;
    let taken = Settings { port: address.port(), ..any };
    let error = taken.listen().err().ok_or("the port was free")?;
    assert!(error.to_string().contains("PORT") && error.to_string().contains(&address.port().to_string()), "{error}");
    Ok(())
}
