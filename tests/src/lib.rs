#![doc = include_str!("../README.md")]

pub mod adapter;
mod browser;
mod capability;
mod case;
pub mod check;
pub mod double;
mod endpoints;
mod expected;
pub mod fixture;
mod judge;
mod run;
pub mod table;
mod transport;
pub mod vectors;
pub mod wire;

pub use capability::{Capabilities, Capability};
pub use endpoints::{ACCESS_PATH, Fixture, ID_PATH};
pub use run::{Suite, run};
