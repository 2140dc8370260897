#![doc = include_str!("differences.md")]
//!
//! There are no items here, only this page. It speaks of [`AuthEndpoint`](crate::AuthEndpoint) and
//! [`Permission::LegacyRoomWrite`](crate::Permission::LegacyRoomWrite).
