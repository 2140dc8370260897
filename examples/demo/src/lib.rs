//! The shared part of the example applications of `liveblocks-auth`: everything that isn't about
//! one web framework.
//!
//! The product is small and real: documents belong to teams, people have a role in a team, and one
//! person is in no team. An example adds the framework's part: sessions, routes, and the login that
//! the Liveblocks endpoint uses.
//!
//! | module | content |
//! |---|---|
//! | [`database`] | the connection: SQLite or PostgreSQL |
//! | [`store`] | people, and the key of their sessions |
//! | [`registration`] | new accounts |
//! | [`seed`] | the content of a new database |
//! | [`person`] | a person, as Liveblocks sees them |
//! | [`document`], [`sharing`] | documents, and a person's role in them: by their team, or by an invitation |
//! | [`password`], [`secret`] | password hashes, API tokens, the key of the session cookies |
//! | [`session`], [`session_data`], [`api_token`] | sessions; requests with an API token |
//! | [`policy`] | who can open which document |
//! | [`tokens`] | the source of Liveblocks tokens |
//! | [`api`], [`page`] | the JSON and the files for the browser |
//! | [`settings`], [`start`], [`shutdown`] | how the program starts and ends |
//! | [`connections`], [`serve`] | limits for slow clients, and a server with these limits |

pub mod api;
pub mod api_token;
pub mod connections;
pub mod database;
pub mod document;
pub mod page;
pub mod password;
pub mod person;
pub mod policy;
pub mod registration;
pub mod secret;
pub mod seed;
pub mod serve;
pub mod session;
pub mod session_data;
pub mod settings;
pub mod sharing;
pub mod shutdown;
pub mod start;
pub mod store;
pub mod tokens;

pub use api::{Credentials, Declined, Me, Refusal, login_failed};
pub use database::Database;
pub use document::{Document, Role};
pub use person::Person;
pub use policy::DocumentPolicy;
pub use registration::Registration;
pub use settings::Settings;
pub use sharing::Invitation;
pub use shutdown::Shutdown;
pub use store::{Store, StoreError};
pub use tokens::Origin;
