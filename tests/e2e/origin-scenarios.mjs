// The pages that try to get a token, the ways in which they try it, and what must come of it.

const SECURE = "https://api.example.com";
const PLAIN = "http://api.test";
const APP = "https://app.example.com";

const STRICT = { sameSite: "Strict" };
const LAX = { sameSite: "Lax" };
const NONE = { sameSite: "None", secure: true };
// Chromium treats it as Lax, except that it adds a cookie of the last two minutes to a form.
const UNSPECIFIED = {};

/** What `run` of a way gets, besides the URL of the endpoint. */
export const TOOLS = {
  body: '{"room":"acme:x"}',
  type: "application/json",
  fields: { '{"room":"acme:x","a":"': '"}' },
  redirect: `${APP}/redirect?`,
};

/**
 * The ways in which a page can send a request.
 *
 * `run` executes in the page, among the functions of pages/page.js and pages/read.js. It resolves
 * with what the page can read of the reply.
 *
 * - `json`: it sends the media type of JSON, to another origin only after a preflight.
 * - `leaves`: the page goes to the endpoint.
 * - `hidden`: the browser sends "null" as the origin.
 * - `sandboxed`: the page has no site, either.
 * - `blind`: the page can't read the reply, whatever its origin.
 * - `secure`: it works only over HTTPS.
 */
export const WAYS = [
  {
    name: "link",
    method: "GET",
    leaves: true,
    run: ({ url }) => void (location.href = url),
  },
  {
    name: "form, urlencoded",
    leaves: true,
    run: ({ url }) => submit(url, "application/x-www-form-urlencoded", { room: "acme:x" }),
  },
  {
    name: "form, multipart",
    leaves: true,
    run: ({ url }) => submit(url, "multipart/form-data", { room: "acme:x" }),
  },
  {
    name: "form, JSON as text/plain",
    leaves: true,
    run: ({ url, fields }) => submit(url, "text/plain", fields),
  },
  {
    name: "form, over a redirect of the allowed origin",
    leaves: true,
    hidden: true,
    run: ({ url, fields, redirect }) => submit(redirect + encodeURIComponent(url), "text/plain", fields),
  },
  {
    name: "form, on a page without referrers",
    leaves: true,
    hidden: true,
    run: ({ url, fields }) => {
      document.head.append(Object.assign(document.createElement("meta"), { name: "referrer", content: "no-referrer" }));
      submit(url, "text/plain", fields);
    },
  },
  {
    name: "form, in a sandboxed frame",
    hidden: true,
    sandboxed: true,
    run: ({ url, fields }) => submitInSandbox(url, "text/plain", fields),
  },
  {
    name: "fetch, no-cors, text/plain",
    run: ({ url, body }) => read(url, { mode: "no-cors", body }),
  },
  {
    // The browser leaves out the media type.
    name: "fetch, no-cors, Blob of JSON",
    run: ({ url, body, type }) => read(url, { mode: "no-cors", body: new Blob([body], { type }) }),
  },
  {
    name: "fetch, cors, text/plain",
    run: ({ url, body }) => read(url, { body }),
  },
  {
    name: "fetch, cors, JSON",
    json: true,
    run: ({ url, body, type }) => read(url, { headers: { "Content-Type": type }, body }),
  },
  {
    name: "XMLHttpRequest, text/plain",
    run: ({ url, body }) => readWithXhr(url, "text/plain", body),
  },
  {
    name: "XMLHttpRequest, JSON",
    json: true,
    run: ({ url, body, type }) => readWithXhr(url, type, body),
  },
  {
    name: "sendBeacon, string",
    run: ({ url, body }) => void navigator.sendBeacon(url, body),
  },
  {
    name: "sendBeacon, Blob of JSON",
    json: true,
    blind: true,
    run: ({ url, body, type }) => void navigator.sendBeacon(url, new Blob([body], { type })),
  },
  {
    name: "service worker, no-cors, text/plain",
    secure: true,
    run: ({ url, body }) => readInWorker(url, { mode: "no-cors", body }),
  },
  {
    name: "service worker, cors, JSON",
    json: true,
    secure: true,
    run: ({ url, body, type }) => readInWorker(url, { headers: { "Content-Type": type }, body }),
  },
];

/**
 * Pages that must not get a token. `site` is the `Sec-Fetch-Site` of their requests, which Chromium
 * doesn't send over plain HTTP. Those with `everyLevel` run at every level of the adapter.
 */
export const FOREIGN_PAGES = [
  { name: "another site, SameSite=None", page: "https://evil.example", api: SECURE, cookie: NONE, site: "cross-site", everyLevel: true },
  { name: "another site, SameSite=Lax", page: "https://evil.example", api: SECURE, cookie: LAX, site: "cross-site" },
  { name: "another site, no SameSite", page: "https://evil.example", api: SECURE, cookie: UNSPECIFIED, site: "cross-site" },
  { name: "same host but http, SameSite=None", page: "http://api.example.com", api: SECURE, cookie: NONE, site: "cross-site" },
  { name: "same site, SameSite=Lax", page: "https://blog.example.com", api: SECURE, cookie: LAX, site: "same-site" },
  { name: "same host, other port, SameSite=Lax", page: "https://api.example.com:8443", api: SECURE, cookie: LAX, site: "same-site" },
  { name: "plain HTTP, another site, no SameSite", page: "http://evil.test", api: PLAIN, cookie: UNSPECIFIED },
  { name: "plain HTTP, same site, SameSite=Lax", page: "http://blog.api.test", api: PLAIN, cookie: LAX },
  { name: "plain HTTP, same host, other port, SameSite=Lax", page: "http://api.test:8080", api: PLAIN, cookie: LAX },
];

/**
 * Pages that must get a token in every way that sends JSON. They also prove that the recorders see
 * a call. `cors` is the origin that the replies allow.
 */
export const OWN_PAGES = [
  { name: "allowed origin, SameSite=None", page: APP, api: SECURE, cookie: NONE, site: "same-site", cors: APP, everyLevel: true },
  { name: "allowed origin, SameSite=Lax", page: APP, api: SECURE, cookie: LAX, site: "same-site", cors: APP },
  { name: "same origin, SameSite=Strict", page: SECURE, api: SECURE, cookie: STRICT, site: "same-origin" },
  { name: "plain HTTP, same origin, SameSite=Lax", page: PLAIN, api: PLAIN, cookie: LAX },
];

/** The ways that a page has; for one of ours, those that get a token. */
export function waysOf(visit) {
  const secure = visit.page.startsWith("https:");
  return WAYS.filter((way) => (way.json || !OWN_PAGES.includes(visit)) && (secure || !way.secure));
}

/** The requests that the endpoint must see, with its replies. */
export function expected(way, visit) {
  const { method = "POST" } = way;
  const both = {
    origin: originOf(way, visit),
    site: way.sandboxed && visit.site ? "cross-site" : visit.site,
    cors: visit.cors,
  };
  const preflight = { ...both, method: "OPTIONS", cookie: undefined };
  const request = { ...both, method, cookie: sendsCookie(way, visit) ? "session=alice" : undefined };
  if (OWN_PAGES.includes(visit)) {
    const answered = { ...request, status: 200, code: undefined };
    return visit.cors ? [{ ...preflight, status: 204, code: undefined }, answered] : [answered];
  }
  if (way.json) return [{ ...preflight, status: 405, code: "method" }];
  return [method === "GET" ? { ...request, status: 405, code: "method" } : { ...request, status: 403, code: "foreign_origin" }];
}

function originOf(way, { page }) {
  if (way.method === "GET") return undefined;
  return way.hidden ? "null" : page;
}

/** Whether the browser adds the cookie to the request itself. */
function sendsCookie(way, { page, api, cookie, site }) {
  if (cookie === NONE) return true;
  const sameSite = site ? site !== "cross-site" : new URL(page).hostname.endsWith(new URL(api).hostname);
  if (sameSite) return !way.sandboxed;
  return Boolean(way.leaves) && (way.method === "GET" || cookie === UNSPECIFIED);
}

const CALLBACK = { form: "callback", page: APP, api: SECURE, room: "acme:x" };
const CONNECTED = { status: "connected", requests: ["OPTIONS 204", "POST 200"], read: [{ status: 200 }] };
const UNAUTHENTICATED = { error: "forbidden", code: "unauthenticated", reason: "you are not signed in" };
const DENIED = { error: "forbidden", code: "denied", reason: "you do not have access to this room" };

/**
 * Pages with the official client. `ends` has the status of the client, the requests that the
 * endpoint sees, what the callback reads of the replies, and the reason that the client reports.
 */
export const CLIENTS = [
  {
    name: "URL, whose cookie stays in the browser",
    ...CALLBACK,
    form: "URL",
    cookie: NONE,
    ends: { status: "disconnected", requests: ["OPTIONS 204", "POST 401"], read: [], reason: UNAUTHENTICATED.reason },
  },
  {
    name: "callback, signed out",
    ...CALLBACK,
    ends: {
      status: "disconnected",
      requests: ["OPTIONS 204", "POST 401"],
      read: [{ status: 401, ...UNAUTHENTICATED }],
      reason: UNAUTHENTICATED.reason,
    },
  },
  {
    name: "callback, denied room",
    ...CALLBACK,
    room: "globex:x",
    cookie: LAX,
    ends: {
      status: "disconnected",
      requests: ["OPTIONS 204", "POST 403"],
      read: [{ status: 403, ...DENIED }],
      reason: DENIED.reason,
    },
  },
  { name: "callback, SameSite=None", ...CALLBACK, cookie: NONE, ends: CONNECTED },
  { name: "callback, SameSite=Lax", ...CALLBACK, cookie: LAX, ends: CONNECTED },
  { name: "callback, bearer token", ...CALLBACK, bearer: "alice", ends: CONNECTED },
  {
    name: "URL, plain HTTP, same origin",
    form: "URL",
    page: PLAIN,
    api: PLAIN,
    room: "acme:x",
    cookie: LAX,
    ends: { status: "connected", requests: ["POST 200"], read: [] },
  },
];
