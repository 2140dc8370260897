#![doc = include_str!("../README.md")]
//!
//! ## Where to begin
//!
//! First choose the kind of token. Liveblocks recommends ID tokens.
//!
//! | | ID tokens | access tokens |
//! |---|---|---|
//! | permissions live | on the rooms at Liveblocks | in the token |
//! | who can open a room is decided by | Liveblocks, for users and their groups | your [`AccessPolicy`], for each request |
//! | you implement | [`UserResolver`], [`LiveblocksUser`] | these two and [`AccessPolicy`] |
//! | ready endpoint | [`AuthEndpoint::id_tokens`] | [`AuthEndpoint::access_tokens`] |
//! | over a login that you already have | [`Authorizer::id_tokens`] | [`Authorizer::access_tokens`] |
//! | in a handler of your own | [`AuthRequest::identify_user`] | [`AuthRequest::prepare_session`] |
//! | outside a request | [`Liveblocks::identify_user`] | [`Liveblocks::prepare_session`] |
//!
//! Then find the types that you need:
//!
//! | to | use |
//! |---|---|
//! | configure the connection to Liveblocks | [`Liveblocks`], [`LiveblocksBuilder`], [`ConfigError`] |
//! | find the user who sent a request | [`UserResolver`] or [`resolver_fn`], with [`RequestHead`] |
//! | describe a user to Liveblocks | [`LiveblocksUser`], [`UserInfo`] |
//! | decide what a user can open (access tokens) | [`AccessPolicy`], [`policy_fn`] or [`room_policy_fn`], which return [`Grants`] or an [`Access`] |
//! | name rooms and permissions | [`RoomId`], [`RoomPattern`], [`Permission`], [`Permissions`] |
//! | test what grants open in a room | [`Authorizer::evaluate`], [`Grants::opens`], [`RoomAccess`] |
//! | mount the endpoint | [`AuthEndpoint`] or [`Authorizer`], with the adapter of your framework |
//! | write the handler yourself | [`AuthRequest`], [`Session`] (access tokens), [`AuthReply`] |
//! | use a token that was minted | [`Minted`], [`Token`] |
//! | choose a resolver or a policy at run time, or keep one in a framework's state | [`Resolver`], [`Policy`] |
//! | handle errors | [`Error`], [`ErrorKind`]; your own code returns [`BoxError`] |
//! | mint through another transport, or in this process | the module [`issuer`] |
//! | write an adapter | the module [`adapter`] |
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
