use liveblocks_auth::{Access, Grants, policy_fn};

fn main() {
    let level = Access::Read;
    let _ = policy_fn((), async move |(), _user: &String, request| { // the error
        Ok(request.room().map_or_else(Grants::none, |room| Grants::room(room, level)))
    });
}
