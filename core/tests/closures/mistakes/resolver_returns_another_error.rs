use liveblocks_auth::{RequestHead, resolver_fn};

struct Db;

impl Db {
    async fn current_user(&self, _head: &RequestHead) -> Result<Option<String>, std::io::Error> {
        Ok(None)
    }
}

fn main() {
    let _ = resolver_fn(Db, Db::current_user); // the error
}
