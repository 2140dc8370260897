//! Extractors for a hand-written handler.

use std::future::Future;
use std::ops::Deref;
use std::pin::Pin;

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest, web};
use liveblocks_auth::{BoxError, Liveblocks, UserResolver};

use crate::AuthReply;
use crate::head::{discard, head, read, start_clock};

/// An extractor's future; it stays on its thread.
type Extracting<T> = Pin<Box<dyn Future<Output = Result<T, AuthReply>>>>;

/// The request of a browser, admitted by core: method, media type, size, time, JSON, room. Dereferences to
/// [`liveblocks_auth::AuthRequest`].
///
/// The application must have a [`web::Data<Liveblocks>`](web::Data) in its `app_data`. What core does not admit is answered by core. Mount the
/// handler with [`web::resource`] and [`web::route`]: with `web::post` actix-web itself answers other methods, in its own way.
#[derive(Debug)]
pub struct AuthRequest(pub liveblocks_auth::AuthRequest);

impl Deref for AuthRequest {
    type Target = liveblocks_auth::AuthRequest;

    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

impl FromRequest for AuthRequest {
    type Error = AuthReply;
    type Future = Extracting<Self>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let (request, mut payload) = (request.clone(), payload.take());
        Box::pin(async move {
            let liveblocks = app_data::<Liveblocks>(&request)?;
            let admitted = liveblocks.admit(head(&request).view(), read(&mut payload, liveblocks.body_limit())).await;
            discard(&mut payload, liveblocks.body_limit()).await;
            Ok(Self(admitted?))
        })
    }
}

/// The user as the resolver `R` sees them. Nobody is answered 401, a resolver that fails 503. To handle nobody yourself take a
/// `Result<CurrentUser<R>, AuthReply>` and look at the status; in an `Option` actix-web would make nobody of a resolver that failed.
///
/// It is for the handler of the auth endpoint: a request that core refuses for its method or its media type is refused here already, before
/// the resolver is asked. The application must have a `web::Data<Liveblocks>` and a `web::Data<R>`. The clock of the request starts here, if
/// this extractor is the first.
#[derive(Debug)]
pub struct CurrentUser<R: UserResolver>(pub R::User);

impl<R: UserResolver> FromRequest for CurrentUser<R> {
    type Error = AuthReply;
    type Future = Extracting<Self>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move {
            let (liveblocks, resolver) = (app_data::<Liveblocks>(&request)?, app_data::<R>(&request)?);
            start_clock(&request, &liveblocks);
            let head = head(&request);
            liveblocks.check_head(head.view())?;
            let user = liveblocks.current_user(&**resolver, head.view()).await?;
            Ok(Self(user.ok_or_else(liveblocks_auth::AuthReply::unauthenticated)?))
        })
    }
}

fn app_data<T: 'static>(request: &HttpRequest) -> Result<web::Data<T>, AuthReply> {
    let missing = || -> BoxError {
        let name = std::any::type_name::<T>();
        format!("the application has no web::Data<{name}>; add app_data(web::Data::new(…))").into()
    };
    Ok(request.app_data::<web::Data<T>>().cloned().ok_or_else(|| liveblocks_auth::AuthReply::unavailable(missing()))?)
}
