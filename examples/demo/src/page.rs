//! The page: three files without a build step, the same in every example.

/// A file of the page.
#[derive(Debug, Clone, Copy)]
pub struct File {
    /// Where it is served.
    pub path: &'static str,
    /// Its headers.
    pub headers: [(&'static str, &'static str); 5],
    /// Its content.
    pub body: &'static str,
}

impl File {
    const fn new(path: &'static str, content_type: &'static str, body: &'static str) -> Self {
        let headers = [
            ("content-type", content_type),
            // The files change with the program; the browser asks each time.
            ("cache-control", "no-cache"),
            ("x-content-type-options", "nosniff"),
            ("referrer-policy", "same-origin"),
            // No other site may show the page in a frame and have its buttons clicked.
            ("content-security-policy", "frame-ancestors 'none'; base-uri 'none'"),
        ];
        Self { path, headers, body }
    }
}

/// Every file.
pub const FILES: [File; 3] = [
    File::new("/", "text/html; charset=utf-8", include_str!("../page/index.html")),
    File::new("/app.js", "text/javascript; charset=utf-8", include_str!("../page/app.js")),
    File::new("/style.css", "text/css; charset=utf-8", include_str!("../page/style.css")),
];
