//! An application whose login runs as a middleware.

use std::future::pending;
use std::time::Duration;

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::error::InternalError;
use actix_web::http::StatusCode;
use actix_web::http::header::{ACCESS_CONTROL_ALLOW_ORIGIN, VARY};
use actix_web::middleware::{Next, from_fn};
use actix_web::web::{self, ReqData, ServiceConfig};
use actix_web::{Error, HttpMessage as _, HttpResponse};
use liveblocks_auth::Liveblocks;
use liveblocks_auth_actix_web::{auth_endpoint_with, login_deadline};

use crate::support::{PAGE, PATH, authorizer};

/// Another route of the application, with the same login.
pub(crate) const ME: &str = "/api/me";

/// The application's login: with its own rejections, and sometimes slow or panicking.
async fn login(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let person = request.headers().get("x-person").and_then(|person| person.to_str().ok()).map(str::to_owned);
    match person.as_deref() {
        Some("never") => pending().await,
        Some("late") => actix_web::rt::time::sleep(Duration::from_secs(1)).await,
        Some("panic") => panic!("the login panics"),
        Some("down") => {
            let down = HttpResponse::BadGateway()
                .insert_header((VARY, "cookie"))
                .insert_header((ACCESS_CONTROL_ALLOW_ORIGIN, PAGE))
                .body("the login is down");
            return Ok(request.into_response(down));
        }
        None => return Err(InternalError::new("please log in", StatusCode::IM_A_TEAPOT).into()),
        _ => {}
    }
    request.extensions_mut().insert(person);
    next.call(request).await.map(ServiceResponse::map_into_boxed_body)
}

pub(crate) fn app(liveblocks: Liveblocks) -> impl Fn(&mut ServiceConfig) + Clone {
    move |config| {
        let user = async |person: ReqData<Option<String>>| person.into_inner();
        let auth = auth_endpoint_with(PATH, authorizer(liveblocks.clone()), user)
            .wrap(from_fn(login))
            .wrap(from_fn(login_deadline(liveblocks.clone())));
        let me = async |person: ReqData<Option<String>>| format!("{:?}", person.into_inner());
        config.service(auth).service(web::resource(ME).to(me).wrap(from_fn(login)));
    }
}
