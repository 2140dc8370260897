use std::sync::Arc;

use liveblocks_auth::{BoxError, RequestHead, resolver_fn};

struct Db;

impl Db {
    async fn current_user(&self, _head: &RequestHead) -> Result<Option<String>, BoxError> {
        Ok(None)
    }
}

fn main() {
    let _ = resolver_fn(Arc::new(Db), Db::current_user); // the error
}
