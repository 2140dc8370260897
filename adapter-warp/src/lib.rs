#![doc = include_str!("../README.md")]
#![cfg_attr(docsrs, feature(doc_cfg))]

mod extract;
mod head;
mod reply;
mod route;

pub use extract::{AuthRequest, CurrentUser, auth_request, current_user};
pub use reply::{AuthReply, recover};
pub use route::{auth_endpoint, auth_endpoint_with, with_cors_headers};
