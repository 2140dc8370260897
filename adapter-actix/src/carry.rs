//! The extensions of a request that a resolver sees.

use std::fmt;

use actix_web::dev::Extensions;

/// Which of the request's extensions a resolver sees, by type.
///
/// Extensions of actix-web need not be `Send`, and a resolver can run on any thread. So only the
/// types named here are handed over, as clones, to
/// [`RequestHead::extension`](liveblocks_auth::RequestHead::extension). Put it into the `app_data`
/// of the resource, or of any scope around it.
///
/// # Examples
///
/// ```
/// use liveblocks_auth_actix_web::{Carry, auth_endpoint};
///
/// /// Left in the request's extensions by a login middleware.
/// #[derive(Clone)]
/// struct SignedIn(String);
///
/// # fn resource(endpoint: liveblocks_auth::AuthEndpoint) -> actix_web::Resource {
/// auth_endpoint("/api/liveblocks-auth", endpoint).app_data(Carry::new().with::<SignedIn>())
/// # }
/// ```
#[derive(Clone, Default)]
pub struct Carry(Vec<fn(&Extensions, &mut http::Extensions)>);

impl Carry {
    /// Nothing yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// This type too, if it is on the request.
    #[must_use]
    pub fn with<T: Clone + Send + Sync + 'static>(mut self) -> Self {
        self.0.push(|from, to| {
            if let Some(value) = from.get::<T>() {
                to.insert(value.clone());
            }
        });
        self
    }

    pub(crate) fn copy(&self, from: &Extensions) -> http::Extensions {
        let mut to = http::Extensions::new();
        for copy in &self.0 {
            copy(from, &mut to);
        }
        to
    }
}

impl fmt::Debug for Carry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Carry").field(&self.0.len()).finish()
    }
}
