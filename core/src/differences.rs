//! Differences from `@liveblocks/node`, and why. There are no items here, only this page.
//!
//! For the same user, rooms, permissions and organization this crate sends Liveblocks the same bytes as `@liveblocks/node` 3.24; that
//! is tested against the package itself. What differs, differs on purpose.
//!
//! | | `@liveblocks/node` | here | why |
//! |---|---|---|---|
//! | the endpoint | left to copy and paste | [`AuthEndpoint`](crate::AuthEndpoint) | the holes are in the pasted part |
//! | a `*` in the room that the browser names | `session.allow(room)` makes it a wildcard | 422 | one request would open every room |
//! | nothing allowed, though a room was asked for | a token that opens nothing, and a warning | 403 | Liveblocks would close the socket with a message that says less |
//! | Liveblocks answers 401, 403, 404, 422 … | passed on to the browser, text included | 503, and a loud log | it is our key or our request that is wrong. Passed on, it stops every open tab for good, and tells users about the dashboard |
//! | time | none on our side (300 s in the HTTP client) | 8 s for everything | the browser gives up at 10 s, and its retries join the request that hangs |
//! | retries | none | at most one, with a budget | up to a fifth of the calls failed where idle connections are closed |
//! | redirects of Liveblocks | followed, key included | 503 | the key goes to one place |
//! | a base URL without a scheme | silently the production API | an error at start | development traffic would go to production |
//! | `http://` to another machine | accepted | an error at start | the key would go over the wire in the clear |
//! | a key with a line break, a `pk_` key, `sk_localdev` against the cloud | some of them found at start | all found at start, all at once | |
//! | user id over 128, user info over 1024 characters, `name` that is not text, empty organization | sent | 503 and a log, nothing is sent | Liveblocks would refuse them |
//! | user info | any value | an object, no key twice at its top level, valid Unicode all the way down | |
//! | a reply of Liveblocks that holds no token | passed on | 503 | the browser would repeat the request for ever |
//! | a session used twice | an error at run time | does not compile | |
//! | permissions of integer-like room names (`"1"`) | moved to the front, as JavaScript does with such keys | in the order of the calls | the order has a meaning for the local dev server only |
//! | room names with a lone surrogate | sent | cannot be written down in Rust | |
//! | `tenantId` | deprecated alias of `organizationId` | not there | |
//! | the `X-LB-Warn` header of the dev server | logged | not logged | it repeats what was sent |
//!
//! The base scopes are written `*:read` and `*:write`. Browser clients before 3.20 know only `room:read` and `room:write`
//! ([`Permission::LegacyRoomWrite`](crate::Permission::LegacyRoomWrite)): grant those while you still serve such clients.
