//! The proxy that the environment names for calls to Liveblocks.

use std::env;

use http::Uri;

use crate::config::base_url::BaseUrl;
use crate::config::error::Fault;

/// The variables that name a proxy for https. The first that is set counts.
const PROXIES: [&str; 4] = ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"];
/// The variables that name hosts to be called without a proxy.
const NO_PROXIES: [&str; 2] = ["NO_PROXY", "no_proxy"];
const SCHEMES: [&str; 6] = ["http", "https", "socks4", "socks4a", "socks5", "socks5h"];

/// Checks the proxy. reqwest ignores one that it can't use, and calls Liveblocks without it.
pub(crate) fn check(base: &BaseUrl) -> Result<(), Fault> {
    let Some((name, url)) = set(&PROXIES) else { return Ok(()) };
    let host = base.host();
    let excludes = |entry: &str| {
        let entry = entry.trim().trim_start_matches('.');
        entry == "*"
            || !entry.is_empty() && host.strip_suffix(entry).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
    };
    let excluded = set(&NO_PROXIES).is_some_and(|(_, hosts)| hosts.split(',').any(excludes));
    if is_proxy(&url) || excluded { Ok(()) } else { Err(Fault::Proxy(name)) }
}

/// Returns the first of these variables that is set, and its value.
fn set(names: &[&'static str]) -> Option<(&'static str, String)> {
    names.iter().find_map(|name| Some((*name, env::var(name).ok().filter(|value| !value.is_empty())?)))
}

fn is_proxy(url: &str) -> bool {
    let Ok(uri) = url.parse::<Uri>() else { return false };
    let known = uri.scheme_str().is_none_or(|scheme| SCHEMES.contains(&scheme));
    known && uri.host().is_some_and(|host| !host.is_empty())
}
