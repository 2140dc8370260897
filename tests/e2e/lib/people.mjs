// Who asks, and how they show it: a session cookie or a bearer token.

import assert from "node:assert/strict";

/**
 * Signs `person` in as the page does, over the session of `before` if there is one; resolves with the headers to send from then on,
 * and the answered profile.
 */
export async function signIn(example, person, before) {
  const credentials = { email: `${person}@example.com`, password: "demo" };
  const { status, json, cookie } = await post(example, "/api/login", credentials, before?.headers);
  assert.equal(status, 200, `sign-in of ${person}: ${JSON.stringify(json)}`);
  assert.notEqual(cookie, undefined, "sign-in sets a session cookie");
  return { headers: { Cookie: cookie, ...fromPage(example) }, profile: json };
}

/** Signs out as the page does. The cookie is still there afterwards, as a copy of it might be. */
export async function signOut(example, { headers }) {
  const { status } = await fetch(`${example.origin}/api/logout`, { method: "POST", headers });
  assert.equal(status, 204, "sign-out");
}

/** The status with which a request for a token is answered. */
export async function ask(example, headers, room) {
  const body = JSON.stringify({ room });
  headers = { "Content-Type": "application/json", ...headers };
  return (await fetch(example.endpoint, { method: "POST", headers, body })).status;
}

/** Posts JSON as the page does; resolves with what matters of the answer. */
export async function post(example, path, body, headers) {
  headers = { "Content-Type": "application/json", ...fromPage(example), ...headers };
  const response = await fetch(`${example.origin}${path}`, { method: "POST", headers, body: JSON.stringify(body) });
  return {
    status: response.status,
    json: await response.json(),
    cache: response.headers.get("cache-control"),
    cookie: response.headers.getSetCookie().map((line) => line.split(";")[0]).join("; ") || undefined,
  };
}

/** What a browser adds to a request that a page of the application makes. */
export function fromPage(example) {
  return { Origin: example.origin };
}

/** The header that stands for `person` where there is no cookie. */
export function bearer(person) {
  return { Authorization: `Bearer demo-token-${person}` };
}
