#![doc = include_str!("../README.md")]
//!
//! ## Where to begin
//!
//! | to | see |
//! |---|---|
//! | say who sent a request | [`UserResolver`], [`resolver_fn`], [`RequestHead`] |
//! | say what they can open | [`AccessPolicy`], [`policy_fn`], [`room_policy_fn`], [`Grants`], [`RoomPattern`], [`Permissions`] |
//! | say how Liveblocks sees a user | [`LiveblocksUser`], [`UserInfo`] |
//! | configure | [`Liveblocks`], [`LiveblocksBuilder`], [`ConfigError`] |
//! | choose at run time, or keep in a framework's state | [`Resolver`], [`Policy`] |
//! | mount | [`AuthEndpoint`] or [`Authorizer`], and your framework's adapter |
//! | write the handler yourself | [`AuthRequest`], [`Session`], [`AuthReply`] |
//! | mint in another way | [`issuer`], [`Minted`] |
//! | know what went wrong | [`Error`], [`ErrorKind`] |
//! | write an adapter | [`adapter`] |
#![cfg_attr(docsrs, feature(doc_cfg))]

mod closure;
mod config;
mod endpoint;
mod error;
mod limits;
mod liveblocks;
mod log;
mod policy;
mod request;
mod rooms;
mod session;
mod users;
mod wire;

pub mod adapter;
pub mod issuer;

pub use config::error::ConfigError;
pub use endpoint::auth_endpoint::AuthEndpoint;
pub use endpoint::authorizer::Authorizer;
pub use error::{BoxError, Error, ErrorKind};
pub use issuer::token::{Minted, Token};
pub use liveblocks::builder::LiveblocksBuilder;
pub use liveblocks::handle::Liveblocks;
pub use policy::{AccessPolicy, Policy, policy_fn, room_policy_fn};
pub use request::auth_request::AuthRequest;
pub use rooms::access::Access;
pub use rooms::grants::Grants;
pub use rooms::id::RoomId;
pub use rooms::opens::RoomAccess;
pub use rooms::pattern::RoomPattern;
pub use rooms::permission::Permission;
pub use rooms::permissions::Permissions;
pub use session::Session;
pub use users::liveblocks_user::LiveblocksUser;
pub use users::resolver::{Resolver, UserResolver, resolver_fn};
pub use users::user_info::UserInfo;
pub use wire::head::RequestHead;
pub use wire::reply::AuthReply;
