use liveblocks_auth::{UserResolver, resolver_fn};

fn resolver(cookie: String) -> impl UserResolver<User = String> {
    resolver_fn((), async move |(), head| Ok(head.cookie(&cookie).map(str::to_owned))) // the error
}

fn main() {
    resolver("session".to_owned());
}
