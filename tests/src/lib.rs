#![doc = include_str!("../README.md")]

mod adapter;
mod answer;
mod capability;
mod case;
pub mod check;
mod double;
mod fixture;
mod headers;
mod judge;
mod message;
mod raw;
mod request;
mod run;
mod table;
pub mod vectors;
mod wire;

pub use adapter::Adapter;
pub use answer::{Reaction, Row};
pub use capability::{Capabilities, Capability};
pub use case::{Case, Tokens};
pub use double::{Answer, Call, Double, Served};
pub use fixture::{ACCESS_PATH, Fixture, ID_PATH, People, Person, Rooms};
pub use judge::Difference;
pub use raw::{Answered, Exchange, Reply};
pub use request::Request;
pub use run::{Suite, run};
pub use table::table;
