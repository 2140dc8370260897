//! Another route, next to the endpoint's.

use warp::{Filter, Rejection};

/// A route that accepts everything. warp tries it after the endpoint's route has rejected a
/// request.
pub(crate) fn another_route() -> impl Filter<Extract = (&'static str,), Error = Rejection> + Clone {
    warp::any().and_then(async || Ok::<_, Rejection>("another route"))
}
