use std::rc::Rc;

use liveblocks_auth::resolver_fn;

async fn pause() {}

fn main() {
    let _ = resolver_fn((), async |(), _head| { // the error
        let user = Rc::new("alice".to_owned());
        pause().await;
        Ok(Some(user.to_string()))
    });
}
