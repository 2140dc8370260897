//! A route beside the endpoint's.

use warp::{Filter, Rejection};

/// A route that takes everything: to be tried for what another has rejected.
pub(crate) fn another_route() -> impl Filter<Extract = (&'static str,), Error = Rejection> + Clone {
    warp::any().and_then(async || Ok::<_, Rejection>("another route"))
}
