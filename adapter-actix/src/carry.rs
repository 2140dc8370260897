//! The extensions of a request that a resolver sees.

use std::fmt;

use actix_web::dev::Extensions;

/// Selects, by type, the request's extensions that a resolver sees.
///
/// Extensions of actix-web need not be `Send`, but a resolver can run on any thread. So the adapter
/// clones only the types named here, for
/// [`RequestHead::extension`](liveblocks_auth::RequestHead::extension). Put a `Carry` into the
/// `app_data` of the resource, or of a scope around it.
///
/// # Examples
///
/// ```
/// use liveblocks_auth_actix_web::{Carry, auth_endpoint};
///
/// /// A login middleware leaves it in the request's extensions.
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
    /// Selects no extensions.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a type to the selection. A request can lack it.
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
