use std::rc::Rc;

use liveblocks_auth::{Access, room_policy_fn};

async fn pause() {}

fn main() {
    let _ = room_policy_fn((), async |(), _user: &String, _room| { // the error
        let access = Rc::new(Access::Read);
        pause().await;
        Ok(*access)
    });
}
