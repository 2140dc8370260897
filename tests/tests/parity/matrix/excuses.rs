//! The differences that are not ours, each with its reason. One that is not needed fails the test.

use std::fmt;

/// Environments that a framework doesn't have, with the reason.
pub(super) const NOT_THERE: &[(&str, &str, &str)] = &[
    ("nested service", "actix", "only axum nests a whole service"),
    ("nested service", "rocket", "only axum nests a whole service"),
    ("nested service", "warp", "only axum nests a whole service"),
    ("layers around the endpoint", "rocket", "a fairing is always around the whole application"),
    ("HTTP/2", "actix", "built without HTTP/2, because its h2 has an open advisory"),
];

/// A difference from the table.
pub(super) enum Difference {
    /// A difference contains this text.
    Says(&'static str),
    /// There is no reply.
    NoReply,
    /// The reply has this header too. Nothing else differs.
    Header(&'static str, &'static str),
}

use self::Difference::{Header, NoReply, Says};

/// A page of nginx itself.
const BY_NGINX: Difference = Says("<center>nginx");
const COMPRESSED: Difference = Says(r#"("content-encoding", "gzip")"#);

/// The beginning of an environment's name, the framework (or all), the cases, the difference, and
/// the reason.
pub(super) const EXCUSES: &[Excuse] = &[
    excuse("layers", "axum", &[], Header("vary", "accept-encoding"), "the layer adds it to all that it could compress"),
    excuse("layers", "axum", &["headers::of_4*", "headers::of_503"], COMPRESSED, "the request accepts gzip"),
    excuse("layers", "axum", &["framing::announced_huge"], Says("413 instead of 400"), "more than the layer's limit"),
    excuse(
        "layers",
        "actix",
        &["headers::of_*", "upstream::nothing_of_the_browser_is_sent"],
        COMPRESSED,
        "the request accepts gzip",
    ),
    excuse(
        "HTTP/2",
        "",
        &["framing::cut_off*"],
        NoReply,
        "a client that gives up resets the stream, so no reply follows",
    ),
    excuse("HTTP/2", "", &["origins::no_host"], NoReply, "the proxy of the test needs a host"),
    excuse(
        "nginx",
        "",
        &["credentials::two_headers*", "credentials::not_utf_8_beside_a_good_one"],
        BY_NGINX,
        "nginx rejects a second Authorization",
    ),
    excuse("nginx", "", &["framing::announced_huge"], BY_NGINX, "more than client_max_body_size"),
    excuse("nginx", "", &["framing::cut_off*"], NoReply, "nginx drops the request of a client that closes its side"),
    excuse("nginx", "", &["methods::lower_case", "methods::trace"], BY_NGINX, "nginx rejects these methods"),
    excuse("nginx", "", &["origins::no_host"], BY_NGINX, "nginx rejects HTTP/1.1 without a host"),
    excuse(
        "nginx buffering",
        "",
        &[
            "connections::at_once_while_one_stalls",
            "framing::announced_over_the_limit",
            "framing::stalls*",
            "framing::trickles*",
            "headers::of_408",
            "origins::before_the_body",
        ],
        NoReply,
        "nginx waits for the whole body, at most 60 s, before it asks the endpoint",
    ),
    excuse(
        "nginx buffering, HTTP/1.0",
        "",
        &[
            "origins::own_address",
            "origins::own_host",
            "origins::own_host_and_port",
            "origins::own_host_in_upper_case",
            "origins::own_host_over_http",
            "origins::own_host_with_the_port*",
        ],
        Says("403 instead of 200"),
        "nginx replaces the host",
    ),
    excuse(
        "nginx buffering, HTTP/1.0",
        "actix",
        &["framing::no_body_and_no_length"],
        Says("headers [] instead of"),
        "actix-web itself rejects a POST without a length over HTTP/1.0",
    ),
];

/// Excuses cases of the table.
pub(super) struct Excuse {
    environments: &'static str,
    framework: &'static str,
    /// Their names, or their beginnings before a `*`. Each of them must differ. An empty list
    /// stands for any case.
    cases: &'static [&'static str],
    difference: Difference,
    reason: &'static str,
}

const fn excuse(
    environments: &'static str,
    framework: &'static str,
    cases: &'static [&'static str],
    difference: Difference,
    reason: &'static str,
) -> Excuse {
    Excuse { environments, framework, cases, difference, reason }
}

impl Excuse {
    pub(super) fn covers(&self, environment: &str, framework: &str) -> bool {
        environment.starts_with(self.environments) && (self.framework.is_empty() || self.framework == framework)
    }

    pub(super) fn covers_case(&self, name: &str) -> bool {
        self.cases.is_empty() || self.names(name)
    }

    /// Whether the list of cases has this one, which must differ then.
    pub(super) fn names(&self, name: &str) -> bool {
        self.cases.iter().any(|case| case.strip_suffix('*').map_or(name == *case, |start| name.starts_with(start)))
    }

    pub(super) fn explains(&self, differences: &[String]) -> bool {
        match self.difference {
            Says(said) => differences.iter().any(|text| text.contains(said)),
            NoReply => differences.iter().any(|text| text.contains("reply") && text.contains(", instead of ")),
            Header(name, value) => {
                let added = format!(", ({name:?}, {value:?})");
                differences.iter().all(|text| {
                    let headers = text.strip_prefix("headers ").and_then(|text| text.split_once(" instead of "));
                    headers.is_some_and(|(seen, due)| seen.replacen(&added, "", 1) == due)
                })
            }
        }
    }
}

impl fmt::Display for Excuse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { environments, framework, cases, reason, .. } = self;
        let framework = if framework.is_empty() { "all" } else { framework };
        write!(f, "{environments}*, {framework}, {cases:?}: {reason}")
    }
}
