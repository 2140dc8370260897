use std::sync::Arc;

use liveblocks_auth::{AuthRequest, BoxError, Grants, policy_fn};

struct Db;

impl Db {
    async fn grants(&self, _user: &String, _request: &AuthRequest) -> Result<Grants, BoxError> {
        Ok(Grants::none())
    }
}

fn main() {
    let _ = policy_fn(Arc::new(Db), Db::grants); // the error
}
