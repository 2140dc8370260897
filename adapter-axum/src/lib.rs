#![doc = include_str!("../README.md")]
#![cfg_attr(docsrs, feature(doc_cfg))]

mod extract;
mod head;
mod layer;
mod reply;
mod route;

pub use extract::{AuthRequest, CurrentUser};
pub use layer::login_deadline;
pub use reply::AuthReply;
pub use route::{auth_endpoint, auth_endpoint_with};
