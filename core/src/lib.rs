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
//! | mint in another way | [`TokenIssuer`], [`MintRequest`], [`Minted`] |
//! | know what went wrong | [`Error`], [`ErrorKind`] |
//! | write an adapter | [`adapter`] |
#![cfg_attr(docsrs, feature(doc_cfg))]

mod access;
mod admission;
mod body;
mod client;
mod clock;
mod closure;
mod config;
mod endpoint;
mod entry;
mod error;
mod grants;
mod head;
mod issuer;
mod json;
mod log;
mod media_type;
mod mint;
mod permission;
mod policy;
mod reply;
mod request;
mod resolver;
mod room;
mod secret;
mod session;
mod status_table;
mod text;
mod user;

pub mod adapter;
pub mod differences;

pub use async_trait::async_trait;

pub use access::RoomAccess;
pub use client::{Liveblocks, TokenSource};
pub use config::{ConfigError, ConfigFault, LiveblocksBuilder};
pub use endpoint::{AuthEndpoint, Authorizer};
pub use error::{BoxError, Error, ErrorKind};
pub use grants::{Access, Grants};
pub use head::RequestHead;
#[cfg(feature = "http-issuer")]
pub use issuer::http::HttpIssuer;
#[cfg(feature = "local-issuer")]
pub use issuer::local::LocalIssuer;
pub use mint::{MintRequest, Minted, Token, TokenIssuer, TokenKind};
pub use permission::{AccessLevel, Permission, Permissions};
pub use policy::{AccessPolicy, Policy, policy_fn, room_policy_fn};
pub use reply::AuthReply;
pub use request::AuthRequest;
pub use resolver::{Resolver, UserResolver, resolver_fn};
pub use room::{RoomId, RoomPattern};
pub use secret::SecretKey;
pub use session::Session;
pub use user::{LiveblocksUser, UserInfo};
