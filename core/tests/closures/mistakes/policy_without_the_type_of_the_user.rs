use liveblocks_auth::{Grants, policy_fn};

fn main() {
    let _ = policy_fn((), async |(), _user, _request| Ok(Grants::none())); // the error
}
