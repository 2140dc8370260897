use liveblocks_auth::resolver_fn;

fn main() {
    let cookie = String::from("session");
    let _ = resolver_fn((), async |(), head| Ok(head.cookie(&cookie).map(str::to_owned))); // the error
}
