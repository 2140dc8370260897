#![doc = include_str!("../README.md")]
#![cfg_attr(docsrs, feature(doc_cfg))]

mod catch;
mod extract;
mod head;
mod reply;
mod route;

pub use extract::{AuthRequest, CurrentUser};
pub use reply::AuthReply;
pub use route::{Rejection, auth_catchers, auth_endpoint, auth_endpoint_with};
