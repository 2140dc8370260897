//! Requests that come with an API token instead of a session.

use std::future::Future;

use liveblocks_auth::OwnedHead;

use crate::{Person, Store, StoreError};

/// Who asks: the owner of the API token that came with the request, or else whoever is `signed_in`, which is then looked at only.
///
/// Whoever comes with a bearer token is known by it or is nobody: a script whose token was withdrawn, or is garbled, does not fall back
/// to a cookie. Other schemes are not ours: a proxy in front may have its own. `authorization` are the values of all headers of that name.
///
/// # Errors
///
/// [`StoreError`] when the owner could not be found out, and what `signed_in` fails with.
pub async fn owner_or<'a, E: From<StoreError>>(
    store: &Store,
    authorization: impl IntoIterator<Item = &'a [u8]>,
    signed_in: impl Future<Output = Result<Option<Person>, E>>,
) -> Result<Option<Person>, E> {
    let values: Vec<_> = authorization.into_iter().collect();
    let ours = |value: &[u8]| value.get(..6).is_some_and(|scheme| scheme.eq_ignore_ascii_case(b"bearer"));
    if !values.iter().any(|value| ours(value)) {
        return signed_in.await;
    }
    let head = OwnedHead::copy("POST", "/", values.into_iter().map(|value| ("authorization", value)));
    let Some(token) = head.view().bearer() else { return Ok(None) };
    Ok(store.person_of_token(token).await?)
}
