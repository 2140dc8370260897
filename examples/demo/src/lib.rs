//! What the example applications of `liveblocks-auth` share: everything that is not about one web framework.
//!
//! The product is small and real: documents belong to teams, people have a role in a team, and one person belongs nowhere. An
//! example adds what its framework does: sessions, routes, and the [`UserResolver`](liveblocks_auth::UserResolver) that reads its login.
//!
//! | module | idea |
//! |---|---|
//! | [`store`] | the database: people, documents, memberships |
//! | [`seed`] | what a new database begins with |
//! | [`person`] | a person, as Liveblocks shall see them |
//! | [`document`] | documents, and the role of a person in a team |
//! | [`password`], [`secret`] | password hashes, API tokens, the key of the session cookies |
//! | [`session`], [`api_token`] | who is signed in; requests that come with an API token |
//! | [`policy`] | who may open which document |
//! | [`tokens`] | where Liveblocks tokens come from |
//! | [`api`], [`page`] | the JSON and the files that a browser gets |
//! | [`settings`], [`start`], [`shutdown`] | how the program begins and ends |

pub mod api;
pub mod api_token;
pub mod document;
pub mod page;
pub mod password;
pub mod person;
pub mod policy;
pub mod secret;
pub mod seed;
pub mod session;
pub mod settings;
pub mod shutdown;
pub mod start;
pub mod store;
pub mod tokens;

pub use api::{Credentials, Me, Refusal};
pub use document::{Document, Role};
pub use person::Person;
pub use policy::DocumentPolicy;
pub use settings::Settings;
pub use shutdown::Shutdown;
pub use store::{Store, StoreError};
