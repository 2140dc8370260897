//! Credentials.

use crate::capability::Capability;
use crate::expected::Expected::{Minted, Unauthenticated};
use crate::table::common::{ROOM, alice_in};
use crate::table::entry::Entry;
use crate::wire::request::Request;

pub(super) fn cases() -> Vec<Entry> {
    let case = |name, request, expected| Entry::new("credentials", name, request, expected);
    let by = |value: &[u8]| Request::room(ROOM).anonymous().header("authorization", value);
    let alice = |name, request| case(name, request, Minted).sends([alice_in(ROOM, "*:write")]);
    let cookie = |value: &[u8]| Request::room(ROOM).anonymous().header("cookie", value);
    let ours = "parsing credentials is up to the application";
    vec![
        alice("bearer", by(b"Bearer alice")),
        alice("scheme_in_lower_case", by(b"bearer alice")).taste(ours),
        alice("scheme_in_upper_case", by(b"BEARER alice")).taste(ours),
        alice("header_name_in_upper_case", Request::room(ROOM).anonymous().header("AUTHORIZATION", "Bearer alice")),
        alice("spaces_around_the_token", by(b"Bearer   alice  ")).taste(ours),
        case("none", Request::room(ROOM).anonymous(), Unauthenticated)
            .if_failed("a missing login looks like a server fault"),
        case("none_without_a_room", Request::post("{}").anonymous(), Unauthenticated)
            .if_failed("a missing login looks like a server fault"),
        case("unknown", by(b"Bearer mallory"), Unauthenticated),
        case("other_scheme", by(b"Basic YWxpY2U6YQ=="), Unauthenticated),
        case("no_scheme", by(b"alice"), Unauthenticated),
        case("no_token", by(b"Bearer "), Unauthenticated),
        case("two_words", by(b"Bearer alice bob"), Unauthenticated),
        case("two_in_a_list", by(b"Bearer alice, Bearer bob"), Unauthenticated),
        case("two_headers", by(b"Bearer alice").header("authorization", "Bearer bob"), Unauthenticated).taste(ours),
        case("two_headers_alike", by(b"Bearer alice").header("authorization", "Bearer alice"), Unauthenticated)
            .taste(ours),
        case("not_utf_8", by(b"Bearer al\xffice"), Unauthenticated),
        case(
            "not_utf_8_beside_a_good_one",
            by(b"Bearer \xff").header("authorization", "Bearer alice"),
            Unauthenticated,
        )
        .taste(ours)
        .needing(Capability::NonUtf8Headers),
        case("not_utf_8_beside_a_cookie", by(b"Bearer \xff").header("cookie", "session=alice"), Unauthenticated)
            .taste(ours)
            .needing(Capability::NonUtf8Headers),
        case("bearer_before_cookie", by(b"Bearer mallory").header("cookie", "session=alice"), Unauthenticated),
        alice("cookie", cookie(b"session=alice")),
        alice("cookie_among_others", cookie(b"a=1; session=alice; b=session=bob")),
        alice("cookie_without_spaces", cookie(b"a=1;session=alice;b=2")),
        alice("first_of_two_cookies", cookie(b"session=alice; session=bob")).taste(ours),
        alice("two_cookie_headers", cookie(b"a=1").header("cookie", "session=alice")),
        alice("cookie_beside_one_that_is_not_utf_8", cookie(b"a=\xff; session=alice"))
            .taste(ours)
            .needing(Capability::NonUtf8Headers),
        // Not UTF-8, so not a session. A lossy decoder would turn it into an unknown one.
        alice("cookie_not_utf_8_beside_another_header", cookie(b"session=\xff").header("x-person", "alice"))
            .adapters_only(),
        case("cookie_of_a_longer_name", cookie(b"xsession=alice; session2=bob"), Unauthenticated),
        case("cookie_of_another_case", cookie(b"Session=alice"), Unauthenticated),
        alice("any_header", Request::room(ROOM).anonymous().header("x-person", "alice")).adapters_only(),
        case(
            "any_header_twice",
            Request::room(ROOM).anonymous().header("x-person", "alice").header("x-person", "alice"),
            Unauthenticated,
        )
        .adapters_only(),
        case(
            "in_the_query",
            Request::room(ROOM).anonymous().query("?session=alice&access_token=alice"),
            Unauthenticated,
        ),
        case(
            "in_the_body",
            Request::post(r#"{"room":"acme:plan","userId":"alice","session":"alice"}"#).anonymous(),
            Unauthenticated,
        )
        .if_minted("anyone can impersonate another user"),
    ]
}
