//! The users and the access policy of the fixture: for a test that builds its own endpoint.

use std::borrow::Cow;
use std::panic::resume_unwind;

use liveblocks_auth::{
    Access, AccessPolicy, AuthRequest, BoxError, Grants, LiveblocksUser, Permissions, RequestHead, RoomPattern,
    UserInfo, UserResolver,
};
use serde::Deserialize;

/// A signed-in user.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    name: String,
}

impl LiveblocksUser for Person {
    fn user_id(&self) -> Cow<'_, str> {
        match self.name.as_str() {
            "long" => "x".repeat(129).into(),
            "jumpy" => resume_unwind(Box::new("the user panics")),
            name => name.into(),
        }
    }

    fn user_info(&self) -> Result<Option<UserInfo>, BoxError> {
        let info = match self.name.as_str() {
            "alice" => r##"{"name":"Alice","color":"#c2410c"}"##,
            "bob" => r##"{"name":"Bob","color":"#0f766e"}"##,
            "zoe" => r#"{"name":"Zoë 😀"}"#,
            "faceless" => return Err(FAULT.into()),
            _ => return Ok(None),
        };
        Ok(Some(UserInfo::from_json(info)?))
    }

    fn organization_id(&self) -> Option<Cow<'_, str>> {
        (self.name == "carol").then_some(Cow::Borrowed("acme-inc"))
    }

    fn group_ids(&self) -> Option<Vec<Cow<'_, str>>> {
        (self.name == "carol").then(|| vec!["editors".into(), "staff".into()])
    }
}

/// The origins of the pages that can use the endpoints.
pub const ALLOWED_ORIGINS: [&str; 2] = ["https://app.example.com", "capacitor://localhost"];

/// The text of every error in the fixture. It must not reach the wire.
pub(crate) const FAULT: &str = "hunter2: the database of the fixture is down";

/// Resolves the user from `Authorization: Bearer <name>`.
///
/// Without that header it reads the cookie `session=<name>`, and without that the header
/// `x-person: <name>`.
#[derive(Debug, Clone, Copy)]
pub struct People;

impl UserResolver for People {
    type User = Person;

    async fn resolve(&self, head: &RequestHead) -> Result<Option<Person>, BoxError> {
        let name = if head.header_values("authorization").next().is_some() {
            head.bearer()
        } else {
            head.cookie("session").or_else(|| head.header("x-person"))
        };
        Ok(match name {
            Some("broken") => return Err(FAULT.into()),
            Some("panic") => resume_unwind(Box::new(FAULT)),
            Some("slow") => std::future::pending().await,
            Some("peer") => head.peer_addr().map(|addr| Person { name: addr.ip().to_string() }),
            Some("path") => Some(Person { name: head.path().to_owned() }),
            Some("query") => head.query().map(|query| Person { name: query.to_owned() }),
            Some(name @ ("alice" | "bob" | "carol" | "zoe" | "long" | "jumpy" | "faceless")) => {
                Some(Person { name: name.to_owned() })
            }
            _ => None,
        })
    }
}

/// The data that a page can send beside the room.
#[derive(Default, Deserialize)]
struct PageData {
    #[serde(default)]
    read_only: bool,
}

/// Grants the requested room if its id begins with `acme:`; bob can only read.
///
/// Each of the other prefixes stands for something that goes wrong.
#[derive(Debug, Clone, Copy)]
pub struct Rooms;

impl AccessPolicy<Person> for Rooms {
    async fn grant(&self, person: &Person, request: &AuthRequest) -> Result<Grants, BoxError> {
        let data = request.data::<PageData>()?;
        let Some(room) = request.room() else { return Ok(Grants::none()) };
        let mut grants = Grants::none();
        match room.as_str().split_once(':').map(|(prefix, _)| prefix) {
            Some("acme") => {
                let access = if person.name == "bob" || data.read_only { Access::Read } else { Access::Write };
                grants = Grants::room(room, access);
            }
            Some("broken") => return Err(FAULT.into()),
            Some("panic") => resume_unwind(Box::new(FAULT)),
            Some("slow") => std::future::pending().await,
            Some("elsewhere") => {
                grants.allow(RoomPattern::under(["acme"])?, Permissions::FULL)?;
            }
            Some("below") => {
                grants.allow(RoomPattern::under(["below"])?, Permissions::FULL)?;
            }
            Some("bare") => {
                grants.allow(room, [liveblocks_auth::Permission::CommentsWrite])?;
            }
            Some("many") => {
                for number in 0..11 {
                    grants.allow(RoomPattern::under(["many", &number.to_string()])?, Permissions::FULL)?;
                }
            }
            _ => {}
        }
        Ok(grants)
    }
}
