//! Scopes, and the access that a set of grants opens in a room.

use liveblocks_auth::{Access, Grants, Permission, Permissions, RoomPattern};

use Access::{None as Shut, Read, Write};

#[test]
fn a_level_says_what_it_includes() {
    let levels = [Shut, Read, Write].map(|level| (level.can_read(), level.can_write()));
    assert_eq!(levels, [(false, false), (true, false), (true, true)]);
}

/// Parses grants from lines of `pattern scope scope`.
fn grants(lines: &[&str]) -> Grants {
    let mut grants = Grants::none();
    for line in lines {
        let mut words = line.split(' ');
        let pattern = RoomPattern::parse_trusted(words.next().unwrap()).unwrap();
        grants.allow(pattern, Permissions::parse(words).unwrap()).unwrap();
    }
    grants
}

/// Returns the levels of base, storage, comments, public comments, private comments and feeds.
fn opened(lines: &[&str], room: &str) -> Option<[Access; 6]> {
    grants(lines).opens(&room.parse().unwrap()).map(|access| {
        let comments = [access.comments(), access.public_comments(), access.private_comments()];
        [access.base(), access.storage(), comments[0], comments[1], comments[2], access.feeds()]
    })
}

#[test]
fn there_are_20_scopes() {
    let texts: std::collections::BTreeSet<_> = Permission::ALL.iter().map(|permission| permission.as_str()).collect();
    let features = ["storage", "comments", "comments:public", "comments:private", "feeds"];
    let mut expected: std::collections::BTreeSet<String> = features
        .iter()
        .flat_map(|feature| ["read", "write", "none"].map(|level| format!("{feature}:{level}")))
        .collect();
    expected.extend(["*:read", "*:write", "room:read", "room:write", "room:presence:write"].map(str::to_owned));
    assert_eq!(expected.len(), 20);
    assert!(expected.iter().map(String::as_str).eq(texts));
    for permission in Permission::ALL {
        assert_eq!(permission.as_str().parse::<Permission>().unwrap(), *permission);
    }
}

#[test]
fn an_unknown_scope_is_refused() {
    for text in ["", "*:none", "*", "Room:write", "storage", " *:read"] {
        assert!(text.parse::<Permission>().is_err(), "{text:?}");
    }
}

#[test]
fn a_set_keeps_its_order_and_holds_nothing_twice() {
    let set = Permissions::parse(["feeds:read", "*:write", "feeds:read", "*:read"]).unwrap();
    assert_eq!(set.to_string(), "feeds:read *:write *:read");
    assert_eq!(set.len(), 3);
    let all: Permissions = Permission::ALL.iter().chain(Permission::ALL).copied().collect();
    assert!(all.iter().eq(Permission::ALL.iter().copied()));
}

#[test]
fn nothing_opens_nothing() {
    assert_eq!(Grants::default().opens(&"r".parse().unwrap()), None);
    assert!(Grants::default().is_empty());
    assert!(Permissions::default().is_empty());
    assert_eq!(Access::default(), Access::None);
    assert_eq!(Access::default(), Access::None);
    assert!(Grants::room(&"r".parse().unwrap(), Access::None).is_empty());
}

#[test]
fn base_access_opens_everything() {
    assert_eq!(opened(&["r *:write"], "r"), Some([Write; 6]));
    assert_eq!(opened(&["r *:read"], "r"), Some([Read; 6]));
    assert_eq!(opened(&["r room:write"], "r"), Some([Write; 6]), "the older name");
    assert_eq!(opened(&["r room:read"], "r"), Some([Read; 6]), "the older name");
}

#[test]
fn without_base_access_the_room_stays_shut() {
    assert_eq!(opened(&["r comments:write storage:write"], "r"), None);
    assert_eq!(opened(&["r room:presence:write"], "r"), None);
}

#[test]
fn base_access_adds_up_whatever_is_more_specific() {
    assert_eq!(opened(&["acme:* *:read", "acme:g:* *:write"], "acme:g:1"), Some([Write; 6]));
    assert_eq!(opened(&["acme:* *:write", "acme:r *:read"], "acme:r"), Some([Write; 6]), "no downgrade");
}

#[test]
fn a_feature_follows_the_most_specific_pattern_that_names_it() {
    let narrowed = opened(&["acme:* *:write", "acme:s storage:none"], "acme:s");
    assert_eq!(narrowed, Some([Write, Shut, Write, Write, Write, Write]));
    let feeds = opened(&["a* feeds:none", "* *:write feeds:read"], "ab");
    assert_eq!(feeds, Some([Write, Write, Write, Write, Write, Shut]));
}

#[test]
fn among_equally_specific_patterns_the_strongest_wins() {
    let tie = opened(&["abc *:read storage:none", "abc* storage:write"], "abc");
    assert_eq!(tie, Some([Read, Write, Read, Read, Read, Read]));
}

#[test]
fn within_a_list_the_strongest_wins() {
    let within = opened(&["r *:read storage:none storage:write feeds:none feeds:read"], "r");
    assert_eq!(within, Some([Read, Write, Read, Read, Read, Read]));
}

#[test]
fn public_and_private_comments_follow_comments() {
    let follow = opened(&["r *:write comments:none comments:private:read"], "r");
    assert_eq!(follow, Some([Write, Write, Shut, Shut, Read, Write]));
    let overridden = opened(&["* *:read comments:public:none", "r comments:write"], "r");
    assert_eq!(overridden, Some([Read, Read, Write, Write, Write, Read]), "a more specific comments scope names both");
}

#[test]
fn a_room_that_no_pattern_reaches_stays_shut() {
    assert_eq!(opened(&["acme:* *:write"], "globex:r"), None);
}

#[test]
fn grants_are_additive_and_keep_the_order() {
    let grants = grants(&["b:* comments:read", "a *:read", "b:* *:write comments:read"]);
    assert_eq!(serde_json::to_string(&grants).unwrap(), r#"{"b:*":["comments:read","*:write"],"a":["*:read"]}"#);
    assert_eq!(grants.len(), 2);
}

#[test]
fn the_lint_wants_one_base_and_one_scope_a_feature() {
    let check =
        |scopes: &str| Permissions::parse(scopes.split(' ')).unwrap().validate().map_err(|error| error.to_string());
    assert_eq!(check("*:read storage:none comments:write comments:public:read room:presence:write"), Ok(()));
    assert!(check("comments:write").unwrap_err().contains("no base permission"));
    assert!(check("*:read *:write").unwrap_err().contains("more than one base permission"));
    assert!(check("*:read storage:none storage:read").unwrap_err().contains("more than one storage permission"));
}
