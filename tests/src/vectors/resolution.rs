//! What a token opens in a room, beside what the browser client's own code says.

use std::collections::BTreeMap;

use liveblocks_auth::{Access, Error, Grants, Permissions, RoomAccess, RoomId, RoomPattern};
use serde::Deserialize;

use crate::vectors::verdict::{Likeness, Verdict};

/// The permissions of a token, a room, and the matrix that the browser client makes of them:
/// nothing when no pattern matches.
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
            Err(error) => return Verdict::Bug(format!("core refuses the room or the grants: {error}")),
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

/// The matrix that the browser client would show for this.
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
        // Notifications and the like, which core does not speak of: everybody has them who may
        // enter the room.
        ("personal", level(|_| Access::Write)),
    ])
}
