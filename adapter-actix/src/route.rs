//! The endpoint, ready to mount.

use actix_web::web::Payload;
use actix_web::{FromRequest, HttpRequest, Resource, dev, web};
use liveblocks_auth::{AuthEndpoint, Authorizer, IntoUser, LiveblocksUser};

use crate::AuthReply;
use crate::head::{discard, head, read};

/// The whole endpoint as a resource at `path`, for `App::service`, a scope, or a `ServiceConfig`. It takes every method, because core answers the
/// wrong ones.
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
        let endpoint = endpoint.clone();
        async move {
            let (mut payload, limit) = (payload.into_inner(), endpoint.liveblocks().body_limit());
            let reply = endpoint.handle(head(&request).view(), read(&mut payload, limit)).await;
            discard(&mut payload, limit).await;
            AuthReply(reply)
        }
    }))
}

/// The endpoint over the login that the application has: `user` takes any of the application's extractors (several as a tuple) and says
/// who is asking, as a user, an `Option` of one (nobody is answered 401), or a `Result` of either. Nothing in it need be `Send`.
///
/// The extractor runs after the request was admitted and within its time. What it rejects with is passed through as it is; do not let it
/// redirect to a login page, since the browser client follows a redirect and retries for ever.
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
/// auth_endpoint_with("/api/liveblocks-auth", authorizer, |account: Option<ReqData<Account>>| async {
///     account.map(ReqData::into_inner)
/// })
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
            let liveblocks = authorizer.liveblocks();
            let (mut payload, limit) = (payload.into_inner(), liveblocks.body_limit());
            let admitted = liveblocks.admit(head(&request).view(), read(&mut payload, limit)).await;
            discard(&mut payload, limit).await;
            let admitted = admitted.map_err(AuthReply)?;
            let login = async {
                let extracted = E::from_request(&request, &mut dev::Payload::None).await.map_err(Into::into)?;
                user(extracted).await.into_user().map_err(Into::into)
            };
            let user = admitted.within(login).await.map_err(AuthReply)??;
            Ok::<_, actix_web::Error>(AuthReply(authorizer.authorize(user, admitted).await))
        }
    }))
}
