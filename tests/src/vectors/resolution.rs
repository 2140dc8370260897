//! The access that a token gives in a room, compared with the code of the browser client.

use std::collections::BTreeMap;

use liveblocks_auth::{Access, Error, Grants, Permissions, RoomAccess, RoomId, RoomPattern};
use serde::Deserialize;

use crate::vectors::verdict::{Likeness, Verdict};

/// The permissions of a token, a room, and the access matrix of the browser client.
///
/// The matrix is `None` if no pattern matches the room.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ResolutionLine {
    room: String,
    grants: Vec<(String, Vec<String>)>,
    matrix: Option<BTreeMap<String, String>>,
}

impl ResolutionLine {
    pub(super) fn compare(&self) -> Verdict {
        let opened = match self.resolve() {
            Ok(opened) => opened,
            Err(error) => return Verdict::Bug(format!("core rejects the room or the grants: {error}")),
        };
        let core = matrix(opened.as_ref());
        let (sdk, likeness) = match &self.matrix {
            None => (matrix(None), Likeness::NoPattern),
            Some(sdk) => {
                let opens = sdk.get("room").is_some_and(|base| base != "none");
                let likeness = if opens { Likeness::SameAccess } else { Likeness::NoBase };
                (sdk.iter().map(|(resource, level)| (resource.as_str(), level.as_str())).collect(), likeness)
            }
        };
        if core == sdk {
            Verdict::Alike(likeness)
        } else {
            Verdict::Bug(format!("core opens {core:?}, the SDK opens {sdk:?}"))
        }
    }

    fn resolve(&self) -> Result<Option<RoomAccess>, Error> {
        let mut grants = Grants::none();
        for (pattern, scopes) in &self.grants {
            grants.allow(RoomPattern::parse_trusted(pattern)?, Permissions::parse(scopes)?)?;
        }
        Ok(grants.opens(&RoomId::new(&*self.room)?))
    }
}

/// The access in the form of the browser client's matrix.
fn matrix(opened: Option<&RoomAccess>) -> BTreeMap<&'static str, &'static str> {
    let level = |of: fn(&RoomAccess) -> Access| match opened.map(of) {
        None | Some(Access::None) => "none",
        Some(Access::Read) => "read",
        Some(Access::Write) => "write",
    };
    BTreeMap::from([
        ("room", level(RoomAccess::base)),
        ("storage", level(RoomAccess::storage)),
        ("comments", level(RoomAccess::comments)),
        ("comments:public", level(RoomAccess::public_comments)),
        ("comments:private", level(RoomAccess::private_comments)),
        ("feeds", level(RoomAccess::feeds)),
        // Notifications and the like: every user with access to the room has them. Core has no
        // such resource.
        ("personal", level(|_| Access::Write)),
    ])
}
