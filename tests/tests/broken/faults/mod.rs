//! The faults, by topic.

mod bodies;
mod connections;
mod credentials;
mod data;
mod decisions;
mod framing;
mod json;
mod logins;
mod media_types;
mod methods;
mod origins;
mod replies;
mod rooms;
mod tokens;
mod upstream;

use crate::fault::Fault;

/// Every fault.
pub(crate) fn faults() -> Vec<Fault> {
    [
        methods::faults(),
        origins::faults(),
        media_types::faults(),
        bodies::faults(),
        json::faults(),
        framing::faults(),
        rooms::faults(),
        credentials::faults(),
        logins::faults(),
        decisions::faults(),
        data::faults(),
        tokens::faults(),
        upstream::faults(),
        replies::faults(),
        connections::faults(),
    ]
    .concat()
}
