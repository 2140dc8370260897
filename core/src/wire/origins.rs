//! The origins of pages: which of them can use the endpoint, and the CORS headers for those.

use std::borrow::Cow;
use std::sync::Arc;

use http::{HeaderName, HeaderValue, Method, header};
use url::{Origin, Url};

use crate::config::base_url::holds_key;
use crate::config::error::Fault;
use crate::wire::head::RequestHead;

/// The header in which a browser says how the origins of page and endpoint relate.
static SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// The longest text from a header in a log entry, in bytes. Only an origin that can be allowed is
/// shown in full.
const MOST_TEXT: usize = 100;

/// The CORS headers of every reply to a page on an allowed origin.
pub(crate) type CorsHeaders = Arc<[(HeaderName, HeaderValue); 3]>;

/// The allowed origins, and whether the origin of a request is checked at all.
#[derive(Debug)]
pub(crate) struct Origins {
    allowed: Vec<CorsHeaders>,
    checked: bool,
}

impl Origins {
    /// Checks the origins of a configuration.
    pub(crate) fn new(origins: &[String], checked: bool, faults: &mut Vec<Fault>) -> Self {
        let mut allowed = Vec::new();
        for (position, origin) in (1..).zip(origins) {
            match parse(origin, position) {
                Ok(origin) => allowed.push(Arc::new([
                    (header::ACCESS_CONTROL_ALLOW_ORIGIN, origin),
                    (header::ACCESS_CONTROL_ALLOW_CREDENTIALS, HeaderValue::from_static("true")),
                    (header::VARY, HeaderValue::from_static("Origin")),
                ])),
                Err(fault) => faults.push(fault),
            }
        }
        Self { allowed, checked }
    }

    /// Returns the CORS headers for the page that sent a request. `None` if its origin is not on
    /// the list.
    pub(crate) fn cors(&self, head: &RequestHead) -> Option<&CorsHeaders> {
        if self.allowed.is_empty() {
            return None;
        }
        let origin = head.only(header::ORIGIN)?;
        self.allowed.iter().find(|headers| {
            let [(_, allowed), ..] = &***headers;
            allowed == origin
        })
    }

    /// Returns whether a page that is not on the list can't use the endpoint.
    ///
    /// `Sec-Fetch-Site` decides if it is there. Otherwise `Origin` must name the requested host. A
    /// request with neither passes: a program sent it, or an old browser sent a form, whose media
    /// type core rejects.
    pub(crate) fn is_foreign(&self, head: &RequestHead) -> bool {
        if !self.checked {
            return false;
        }
        let is_own = |site: &[u8]| matches!(site, b"same-origin" | b"none");
        let mut sites = head.values(&SEC_FETCH_SITE);
        if let Some(site) = sites.next() {
            return !is_own(site) || !sites.all(is_own);
        }
        let mut origins = head.values(header::ORIGIN);
        let Some(origin) = origins.next() else { return false };
        origins.next().is_some() || !head.host().is_some_and(|host| names(origin, host.as_bytes()))
    }
}

/// Returns whether a request is a preflight, for any method.
pub(crate) fn is_preflight(head: &RequestHead) -> bool {
    head.method() == Method::OPTIONS.as_str()
        && head.values(header::ORIGIN).next().is_some()
        && head.values(header::ACCESS_CONTROL_REQUEST_METHOD).next().is_some()
}

/// Explains to the operator why `what` is foreign, and what allows its page.
pub(crate) fn explain(what: &str, head: &RequestHead) -> String {
    let site = head.values(&SEC_FETCH_SITE).next().map(shown);
    let why = match (&site, head.host()) {
        (Some(site), _) => format!("Sec-Fetch-Site is {site:?}"),
        (None, Some(host)) => format!("the requested host is {:?}", shown(host.as_bytes())),
        (None, None) => "the request names no host".to_owned(),
    };
    let Some(origin) = head.values(header::ORIGIN).next() else {
        return format!("{what} comes from a page on another origin, and has no Origin ({why})");
    };
    let from = format!("{what} comes from the origin {:?}, which is not allowed ({why})", shown(origin));
    match head.only(header::ORIGIN).filter(|origin| parse(origin, 0).is_ok()) {
        // A preflight, too, is sent only to another origin.
        Some(origin) if site.is_some() || is_preflight(head) => {
            format!("{from}; if the page is yours, call LiveblocksBuilder::allow_origins([{origin:?}])")
        }
        Some(origin) => format!(
            "{from}; if the page is yours, or this is your own site behind a proxy that changes Host, call \
             LiveblocksBuilder::allow_origins([{origin:?}])"
        ),
        None => format!("{from}; it can't be allowed, because it is not one origin of a page"),
    }
}

/// Returns a header's value as text for the log, cut off if it is long, and without a user name and
/// a password.
fn shown(value: &[u8]) -> Cow<'_, str> {
    let value = value.rsplit(|byte| *byte == b'@').next().unwrap_or_default();
    String::from_utf8_lossy(value.get(..MOST_TEXT).unwrap_or(value))
}

/// Returns whether an origin names this host, with the same port.
///
/// The scheme is not compared: behind a proxy that ends TLS, the endpoint can't know it.
fn names(origin: &[u8], host: &[u8]) -> bool {
    let (authority, default_port) = match (origin.strip_prefix(b"https://"), origin.strip_prefix(b"http://")) {
        (Some(authority), _) => (authority, &b":443"[..]),
        (None, Some(authority)) => (authority, &b":80"[..]),
        (None, None) => return false,
    };
    let host = host.strip_suffix(default_port).unwrap_or(host);
    !host.contains(&b'@') && authority.eq_ignore_ascii_case(host)
}

/// Checks that a configured origin is written exactly as a browser sends it. `position` is its
/// place in the list.
///
/// A fault doesn't repeat the text, which can contain a password or a key.
fn parse(text: &str, position: usize) -> Result<HeaderValue, Fault> {
    if text == "null" {
        return Err(Fault::OriginNull(position));
    }
    if text.contains('*') {
        return Err(Fault::OriginWildcard(position));
    }
    let invalid = || Fault::OriginInvalid(position);
    let is_one = text.contains("://") && !text.contains([',', ';', '@']) && !holds_key(text);
    let url = Url::parse(text).ok().filter(|_| is_one).ok_or_else(invalid)?;
    let sent = match url.origin() {
        Origin::Tuple(..) if !matches!(url.scheme(), "http" | "https") => return Err(invalid()),
        origin @ Origin::Tuple(..) => origin.ascii_serialization(),
        // A scheme of its own, as pages inside an app have. Its host is not looked at.
        Origin::Opaque(_) => {
            let host = url.host_str().filter(|host| !host.is_empty()).ok_or_else(invalid)?;
            let port = url.port().map(|port| format!(":{port}")).unwrap_or_default();
            format!("{}://{host}{port}", url.scheme())
        }
    };
    if sent != text {
        return Err(Fault::OriginNotAsSent(position, sent));
    }
    HeaderValue::try_from(sent).map_err(|_| invalid())
}
