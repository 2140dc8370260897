use liveblocks_auth::{Access, room_policy_fn};

fn main() {
    let team = String::from("acme");
    let _ = room_policy_fn((), async move |(), _user: &String, room| { // the error
        Ok(if room.as_str().starts_with(&team) { Access::Write } else { Access::None })
    });
}
