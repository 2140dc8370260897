//! The base URL of Liveblocks.

use std::fmt;

use url::{Host, Url};

use crate::config::error::Fault;
use crate::config::pasted::surroundings;

const CLOUD: &str = "https://api.liveblocks.io";

/// A checked base URL: https, or http to this machine, with a host, an optional port, and nothing
/// else.
#[derive(Debug)]
pub(crate) struct BaseUrl(String);

impl BaseUrl {
    pub(crate) fn cloud() -> Self {
        Self(CLOUD.to_owned())
    }

    /// Checks a base URL and reports every fault.
    pub(crate) fn parse(text: &str) -> Result<Self, Vec<Fault>> {
        if let Some(fault) = surroundings("base URL", text) {
            return Err(vec![fault]);
        }
        // A URL parser silently repairs these, so reject them first.
        let mended = text.chars().any(|c| c.is_whitespace() || c.is_control() || c == '\\') || text.contains(":///");
        if mended {
            return Err(vec![Fault::BaseUrlInvalid]);
        }
        let Some((scheme, rest)) = text.split_once("://") else {
            return Err(vec![if text.contains('@') {
                Fault::BaseUrlUserInfo
            } else if let Some(fixed) = with_scheme(text) {
                // The suggested URL passed all checks and differs only in its scheme, so it is safe
                // to repeat: it contains no key and no password.
                Fault::BaseUrlNoScheme(text.to_owned(), fixed)
            } else {
                Fault::BaseUrlInvalid
            }]);
        };
        let Ok(url) = Url::parse(text) else {
            return Err(vec![Fault::BaseUrlInvalid]);
        };
        // The host may contain the key: never echo it.
        if url.host_str().is_none_or(holds_key) {
            return Err(vec![Fault::BaseUrlInvalid]);
        }
        let mut faults = Vec::new();
        if !matches!(url.scheme(), "http" | "https") {
            faults.push(Fault::BaseUrlScheme(scheme.to_owned()));
        }
        let named = rest.split(['/', '?', '#']).next().is_some_and(|authority| authority.contains('@'));
        if named || !url.username().is_empty() || url.password().is_some() {
            faults.push(Fault::BaseUrlUserInfo);
        }
        if url.path() != "/" && !url.path().is_empty() || url.query().is_some() || url.fragment().is_some() {
            faults.push(Fault::BaseUrlPath);
        }
        if url.scheme() == "http" && !is_loopback(&url) {
            faults.push(Fault::BaseUrlPlainHttp(url.host_str().unwrap_or_default().to_owned()));
        }
        if !faults.is_empty() {
            return Err(faults);
        }
        Ok(Self(url[..url::Position::BeforePath].to_owned()))
    }

    pub(crate) fn is_cloud(&self) -> bool {
        self.0 == CLOUD
    }

    pub(crate) fn is_https(&self) -> bool {
        self.0.starts_with("https:")
    }

    pub(crate) fn is_loopback(&self) -> bool {
        Url::parse(&self.0).is_ok_and(|url| is_loopback(&url))
    }

    #[cfg(feature = "http-issuer")]
    pub(crate) fn host(&self) -> String {
        Url::parse(&self.0).ok().and_then(|url| url.host_str().map(str::to_owned)).unwrap_or_default()
    }

    #[cfg(feature = "http-issuer")]
    pub(crate) fn join(&self, path: &str) -> Option<Url> {
        Url::parse(&format!("{}{path}", self.0)).ok()
    }
}

impl fmt::Display for BaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Returns whether the text seems to contain a secret key.
pub(crate) fn holds_key(text: &str) -> bool {
    let mut words = text.split(|c: char| !c.is_ascii_alphanumeric() && c != '_' && c != '-');
    words.any(|word| word.starts_with("sk_"))
        || ["sk_prod_", "sk_dev_", "sk_localdev"].iter().any(|key| text.contains(key))
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(ip)) => ip.is_loopback(),
        Some(Host::Ipv6(ip)) => ip.is_loopback(),
        None => false,
    }
}

/// Suggests a URL with a scheme. `None` if the result is not a valid base URL.
fn with_scheme(text: &str) -> Option<String> {
    let local = Url::parse(&format!("http://{text}")).ok()?;
    let scheme = if is_loopback(&local) { "http" } else { "https" };
    let fixed = format!("{scheme}://{text}");
    BaseUrl::parse(&fixed).is_ok().then_some(fixed)
}
