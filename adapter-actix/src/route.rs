//! The endpoint, ready to mount.

use actix_web::web::Payload;
use actix_web::{FromRequest, HttpRequest, Resource, dev, web};
use liveblocks_auth::adapter::{self, IntoUser};
use liveblocks_auth::{AuthEndpoint, Authorizer, LiveblocksUser};

use crate::head::{Chunks, head};
use crate::reply::{AuthReply, rejected};

/// Creates the resource of the complete endpoint at `path`.
///
/// Register it with `App::service`, a scope or a `ServiceConfig`. It accepts every method, because
/// core rejects the wrong ones.
///
/// # Examples
///
/// ```
/// use actix_web::web::ServiceConfig;
/// use liveblocks_auth_actix_web::auth_endpoint;
///
/// fn routes(endpoint: liveblocks_auth::AuthEndpoint) -> impl FnOnce(&mut ServiceConfig) {
///     |config| {
///         config.service(auth_endpoint("/api/liveblocks-auth", endpoint));
///     }
/// }
/// ```
pub fn auth_endpoint(path: &str, endpoint: AuthEndpoint) -> Resource {
    web::resource(path).route(web::route().to(move |request: HttpRequest, payload: Payload| {
        let (endpoint, head, body) = (endpoint.clone(), head(&request), Chunks(payload.into_inner()));
        async move { AuthReply(endpoint.handle(head, body).await) }
    }))
}

/// Creates the resource of the endpoint over a login that the application already has.
///
/// `user` takes any extractor of the application, or several as a tuple. It returns a user, an
/// `Option` (`None` becomes 401), or a `Result` of either. Neither the extractor nor `user` needs
/// to be `Send`.
///
/// The extractor and `user` run after core has admitted the request, within the request's deadline,
/// and core catches their panics. A rejection by either reaches the client unchanged, except for
/// CORS headers if the page is on an allowed origin. Don't let it redirect to a login page: the
/// browser client follows a redirect and retries forever.
///
/// # Examples
///
/// ```
/// use actix_web::web::ReqData;
/// use liveblocks_auth::Authorizer;
/// use liveblocks_auth_actix_web::auth_endpoint_with;
///
/// # #[derive(Clone)] struct Account { id: String }
/// # impl liveblocks_auth::LiveblocksUser for Account {
/// #     fn user_id(&self) -> std::borrow::Cow<'_, str> { (&*self.id).into() }
/// # }
/// # fn resource(authorizer: Authorizer<Account>) -> actix_web::Resource {
/// // A login middleware left the account on the request.
/// let user = async |account: Option<ReqData<Account>>| account.map(ReqData::into_inner);
/// auth_endpoint_with("/api/liveblocks-auth", authorizer, user)
/// # }
/// ```
pub fn auth_endpoint_with<E, U, R, F, Fut>(path: &str, authorizer: Authorizer<U>, user: F) -> Resource
where
    E: FromRequest + 'static,
    U: LiveblocksUser + Send + Sync + 'static,
    R: IntoUser<U>,
    R::Rejection: Into<actix_web::Error>,
    F: Fn(E) -> Fut + Clone + 'static,
    Fut: Future<Output = R>,
{
    web::resource(path).route(web::route().to(move |request: HttpRequest, payload: Payload| {
        let (authorizer, user) = (authorizer.clone(), user.clone());
        async move {
            let admitted = adapter::admit(authorizer.liveblocks(), head(&request), Chunks(payload.into_inner())).await;
            let admitted = admitted.map_err(AuthReply)?;
            let login = async {
                let extracted = E::from_request(&request, &mut dev::Payload::None).await.map_err(Into::into)?;
                user(extracted).await.into_user().map_err(Into::into)
            };
            Ok::<_, AuthReply>(match adapter::within(&admitted, login).await.map_err(AuthReply)? {
                Ok(user) => AuthReply(authorizer.authorize(user, admitted).await).response(),
                Err(rejection) => rejected(rejection, adapter::cors_headers(authorizer.liveblocks(), admitted.head())),
            })
        }
    }))
}
