//! Requests with an API token instead of a session.

use crate::{Person, Store, StoreError};

/// Returns the owner of the request's API token, or else the signed-in person.
///
/// `authorization` contains the values of all `Authorization` headers. A request with a bearer
/// token never falls back to the session: if the token is revoked or malformed, the request is
/// anonymous. Other schemes don't count, because a proxy in front can use its own.
///
/// # Errors
///
/// [`StoreError`] if the database failed, and the errors of `signed_in`.
pub async fn owner_or<'a, E: From<StoreError>>(
    store: &Store,
    authorization: impl IntoIterator<Item = &'a [u8]>,
    signed_in: impl Future<Output = Result<Option<Person>, E>>,
) -> Result<Option<Person>, E> {
    let headers: Vec<_> = authorization.into_iter().map(String::from_utf8_lossy).collect();
    let Some(token) = headers.iter().find_map(|header| bearer(header)) else { return signed_in.await };
    if headers.len() > 1 {
        return Ok(None);
    }
    Ok(store.person_of_token(token).await?)
}

/// Returns the token of `Bearer <token>`. `None` for another scheme.
fn bearer(header: &str) -> Option<&str> {
    let (scheme, token) = header.split_once(' ').unwrap_or((header, ""));
    scheme.eq_ignore_ascii_case("bearer").then_some(token.trim_matches(' '))
}
