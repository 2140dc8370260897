// Random sessions, and what @liveblocks/node sends upstream for each.

import { Coverage } from "./coverage.mjs";
import { hasControl, isAstral, isInherited, isIntegerLike, isLone, name, ofUnits, word } from "./random.mjs";

// The SDK looks fetch up at each call; it is replaced before the SDK is loaded all the same.
const sent = [];
globalThis.fetch = async (url, init) => {
  sent.push({ url: String(url), ...init });
  return new Response('{"token":"a.b.c"}', { status: 200 });
};
for (const level of ["log", "info", "warn", "error"]) console[level] = () => {};

const { Liveblocks } = await import("@liveblocks/node");
const { Permission } = await import("@liveblocks/core");

const BASE_URL = "https://api.liveblocks.io";
const SECRET = "sk_localdev";
const liveblocks = new Liveblocks({ secret: SECRET });

const SCOPES = Object.values(Permission);
if (SCOPES.length !== 20) throw new Error(`the SDK has ${SCOPES.length} scopes, not 20`);
const UNKNOWN_SCOPES = ["*:none", "*", "", "read", "rooms:read", "*:read ", "*:Write", "comments", "comments:public", "__proto__"];
const INVALID_PATTERNS = ["", "**", "*a", "a*b", "a**", "*:write*", "a*\n", "*\n", "*😀"];

// ---- Making ----

function validPattern(random) {
  if (random.chance(0.03)) return "*";
  const long = random.chance(0.025);
  const room = long ? ofUnits(random, random.int(127, 129)) : name(random).replaceAll("*", "-");
  return random.chance(long ? 0.5 : 0.3) ? `${room}*` : room;
}

function pattern(random) {
  return random.chance(0.08) ? random.pick(INVALID_PATTERNS) : validPattern(random);
}

function scopes(random) {
  if (random.chance(0.03)) return [];
  const most = random.weighted([30, () => 2], [6, () => 4], [1, () => 22]);
  const list = Array.from({ length: random.int(1, most) }, () => random.pick(SCOPES));
  if (random.chance(0.15)) list.push(random.pick(list));
  if (random.chance(0.03)) list.splice(random.int(0, list.length), 0, random.pick(UNKNOWN_SCOPES));
  return list;
}

function calls(random) {
  const few = () => Array.from({ length: random.int(0, 4) }, () => pattern(random));
  const many = () => {
    const list = Array.from({ length: random.int(6, 12) }, (_, i) => (random.chance(0.7) ? `${i}${word(random, 2)}` : validPattern(random)));
    return random.chance(0.3) ? [...list, random.pick(list)] : list;
  };
  const repeated = () => {
    const pool = Array.from({ length: random.int(1, 4) }, () => validPattern(random));
    return Array.from({ length: random.int(2, 8) }, () => random.pick(pool));
  };
  const integers = () => {
    const list = Array.from({ length: random.int(2, 4) }, () => String(random.int(0, 30)));
    return random.shuffle([...list, validPattern(random)]);
  };
  return random
    .weighted([10, few], [3, many], [3, repeated], [1, integers])
    .map((pattern) => ({ pattern, scopes: scopes(random) }));
}

const NUMBERS = [0, -0, 1, -1, 0.1, 1e-7, 1e21, 1e20, 123456789012345680000, 5e-324, 1.7976931348623157e308, 0.1 + 0.2, -1.5e-9,
  Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER, 2 ** 53, 2 ** 64, 4294967295, NaN, Infinity];

/** The JSON text of an object with its entries in *this* order, which JSON.stringify would not keep for integer-like keys. */
function objectText(entries) {
  return `{${[...new Map(entries)].map(([key, json]) => `${JSON.stringify(key)}:${json}`).join(",")}}`;
}

function valueText(random, depth) {
  return random.weighted(
    [5, () => JSON.stringify(name(random))],
    [3, () => JSON.stringify(random.chance(0.7) ? random.pick(NUMBERS) : random.next() * 10 ** random.int(-30, 30))],
    [1, () => random.pick(["true", "false", "null", '""', "[]", "{}"])],
    [depth, () => `[${Array.from({ length: random.int(1, 3) }, () => valueText(random, depth - 1)).join(",")}]`],
    [depth, () => objectText(Array.from({ length: random.int(1, 3) }, () => [name(random), valueText(random, depth - 1)]))],
  );
}

function usualInfo(random) {
  const entries = [];
  if (random.chance(0.7)) entries.push(["name", JSON.stringify(word(random))]);
  if (random.chance(0.4)) entries.push(["avatar", JSON.stringify(`https://example.com/${random.int(1, 99)}.png`)]);
  for (let i = random.int(0, 3); i > 0; i--) entries.push([name(random), valueText(random, 2)]);
  return objectText(random.shuffle(entries));
}

/** User info whose JSON has 1023 to 1025 units: with escapes, two-byte and astral characters in it. */
function longInfo(random) {
  const start = `{"name":${JSON.stringify(word(random))},"about":"`;
  const units = random.int(1023, 1025) - start.length - 2;
  const escaped = '\\n\\"'.repeat(random.int(0, 5));
  return `${start}${escaped}${ofUnits(random, units - escaped.length)}"}`;
}

function deepInfo(random) {
  const depth = random.weighted([1, () => random.int(2, 120)], [2, () => random.int(121, 135)], [1, () => random.int(136, 500)]);
  return `{"deep":${"[".repeat(depth)}${"]".repeat(depth)}}`;
}

const notText = (random) => objectText([[random.pick(["name", "avatar"]), random.pick(["1", "null", "true", "[]", '{"first":"A"}'])]]);

/** User info as JSON text: the Rust side gets the text, the SDK the object of it. */
function info(random) {
  return random.weighted(
    [70, () => undefined],
    [80, () => usualInfo(random)],
    [4, () => longInfo(random)],
    [3, () => notText(random)],
    [2, () => random.pick(["null", "[]", "[1]", '"text"', "5", "true"])],
    [2, () => deepInfo(random)],
  );
}

function userId(random) {
  return random.weighted([2, () => ""], [6, () => ofUnits(random, random.int(127, 129))], [92, () => name(random)]);
}

/** Where the organization is said: nowhere, by its name, by the older name, by both (the newer name wins). */
function organization(random) {
  const id = () => (random.chance(0.06) ? "" : name(random));
  return random.weighted(
    [10, () => ({})],
    [6, () => ({ organizationId: id() })],
    [1, () => ({ tenantId: id() })],
    [1, () => ({ organizationId: id(), tenantId: id() })],
  );
}

// ---- Running ----

const message = (error) => error.message.toWellFormed();

function received() {
  if (sent.length !== 1) throw new Error(`the SDK sent ${sent.length} requests for one session`);
  const { url, method, headers, body } = sent.pop();
  if (method !== "POST" || headers.Authorization !== `Bearer ${SECRET}` || headers["Content-Type"] !== "application/json") {
    throw new Error(`the SDK sent something else than before: ${method} ${JSON.stringify(headers)}`);
  }
  if (!url.startsWith(BASE_URL)) throw new Error(`the SDK sent its request to ${url}`);
  return { path: url.slice(BASE_URL.length), body };
}

/** What goes into the line: every text that may hold a lone surrogate as JSON text, which can. */
function common({ userId, info, where }) {
  const organization = where.organizationId ?? where.tenantId;
  return {
    user: JSON.stringify(userId),
    ...(info === undefined ? {} : { info }),
    ...(organization === undefined ? {} : { organization: JSON.stringify(organization) }),
  };
}

async function access(random, user) {
  const list = calls(random);
  const userInfo = user.info === undefined ? undefined : JSON.parse(user.info);
  const options = { ...(userInfo === undefined && random.chance(0.5) ? {} : { userInfo }), ...user.where };
  const line = { kind: "access", ...common(user), calls: [] };
  let session;
  try {
    session = Object.keys(options).length === 0 ? liveblocks.prepareSession(user.userId) : liveblocks.prepareSession(user.userId, options);
  } catch (error) {
    return { line: { ...line, refused: message(error) }, calls: [] };
  }
  for (const call of list) {
    try {
      session.allow(call.pattern, call.scopes);
    } catch (error) {
      call.refused = message(error);
    }
    line.calls.push({ ...call, pattern: JSON.stringify(call.pattern) });
  }
  await session.authorize();
  return { line: { ...line, sent: received() }, calls: list };
}

async function identify(random, user) {
  const groups = random.weighted([2, () => undefined], [1, () => []], [4, () => Array.from({ length: random.int(1, 4) }, () => name(random))]);
  const userInfo = user.info === undefined ? undefined : JSON.parse(user.info);
  const shorthand = groups === undefined && Object.keys(user.where).length === 0;
  const identity = shorthand ? user.userId : { userId: user.userId, ...user.where, ...(groups === undefined ? {} : { groupIds: groups }) };
  const line = { kind: "id", ...common(user), ...(groups === undefined ? {} : { groups: JSON.stringify(groups) }) };
  try {
    await (userInfo === undefined ? liveblocks.identifyUser(identity) : liveblocks.identifyUser(identity, { userInfo }));
  } catch (error) {
    return { line: { ...line, refused: message(error) }, groups, shorthand };
  }
  return { line: { ...line, sent: received() }, groups, shorthand };
}

// ---- Coverage ----

const UNITS = [127, 128, 129];

function wanted() {
  const coverage = new Coverage();
  coverage.want("access token", "ID token", "ID token: string shorthand", "groups: absent", "groups: empty", "groups: some");
  coverage.want(...SCOPES.map((scope) => `scope ${scope}`));
  for (let entries = 0; entries <= 10; entries++) coverage.want(`entries ${entries}`);
  coverage.want("repeated key", "repeated scope in a call", "repeated scope across calls");
  coverage.want("pattern: *", "pattern: wildcard", "pattern: exact", "pattern: integer-like", "pattern: two integer-like out of order");
  coverage.want("pattern: inherited name", "pattern: astral", "pattern: control character", "pattern: lone surrogate");
  for (const kind of ["ASCII", "astral"]) {
    coverage.want(...UNITS.map((units) => `pattern: ${units} units ${kind}`), ...UNITS.map((units) => `pattern: ${units} units ${kind} before *`));
    coverage.want(...UNITS.map((units) => `user id: ${units} units ${kind}`));
  }
  coverage.want("refused call: pattern", "refused call: empty list", "refused call: unknown scope", "refused call: eleventh entry", "call after a refused one");
  coverage.want("user id: empty", "user id: astral", "user id: control character", "user id: integer-like", "user id: lone surrogate");
  coverage.want("user info: absent", "user info: object", "user info: not an object", "user info: name or avatar not text", "user info: nested");
  coverage.want("user info: integer-like key", "user info: integer-like keys out of order", "user info: inherited name", "user info: astral", "user info: lone surrogate");
  coverage.want("user info: number with exponent", "user info: 1023 units", "user info: 1024 units", "user info: 1025 units", "user info: deeper than 127");
  coverage.want("organization: absent", "organization: present", "organization: empty", "organization: astral", "organization: lone surrogate", "organization: tenantId alone", "organization: both names");
  return coverage;
}

function look(coverage, user, { line, calls, groups, shorthand }) {
  const see = (label, really = true) => coverage.saw(label, really);
  see(line.kind === "access" ? "access token" : "ID token");
  if (line.kind === "id") {
    see("ID token: string shorthand", shorthand);
    see(`groups: ${groups === undefined ? "absent" : groups.length === 0 ? "empty" : "some"}`);
  }

  const { userId, info, where } = user;
  see("user id: empty", userId === "");
  see("user id: astral", isAstral(userId));
  see("user id: control character", hasControl(userId));
  see("user id: integer-like", isIntegerLike(userId));
  see("user id: lone surrogate", isLone(userId));
  if (UNITS.includes(userId.length)) see(`user id: ${userId.length} units ${isAstral(userId) ? "astral" : "ASCII"}`);

  const organization = where.organizationId ?? where.tenantId;
  see("organization: absent", organization === undefined);
  see("organization: tenantId alone", where.tenantId !== undefined && where.organizationId === undefined);
  see("organization: both names", where.tenantId !== undefined && where.organizationId !== undefined);
  see("organization: empty", organization === "");
  see("organization: present", Boolean(organization));
  see("organization: astral", isAstral(organization ?? ""));
  see("organization: lone surrogate", isLone(organization ?? ""));

  see("user info: absent", info === undefined);
  if (info !== undefined) {
    const value = JSON.parse(info);
    const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
    see("user info: object", isObject);
    see("user info: not an object", !isObject);
    if (isObject) {
      const keys = Object.keys(value);
      see("user info: name or avatar not text", ["name", "avatar"].some((key) => keys.includes(key) && typeof value[key] !== "string"));
      see("user info: nested", Object.values(value).some((inner) => typeof inner === "object" && inner !== null));
      see("user info: integer-like key", keys.some(isIntegerLike));
      see("user info: inherited name", keys.some(isInherited));
    }
    const reordered = JSON.stringify(value) !== info;
    see("user info: integer-like keys out of order", reordered);
    // Apart from the order of keys the text is what JSON.stringify makes of the object: else it
    // would not be a fair comparison.
    if (reordered && [...JSON.stringify(value)].sort().join("") !== [...info].sort().join("")) throw new Error(`not JSON.stringify's own text: ${info}`);
    see("user info: astral", isAstral(info));
    see("user info: lone surrogate", /\\ud[89a-f]/.test(info));
    see("user info: number with exponent", /[:,[]-?[\d.]+e[+-]\d/.test(info));
    if ([1023, 1024, 1025].includes(info.length)) see(`user info: ${info.length} units`);
    see("user info: deeper than 127", info.includes("[".repeat(127)));
  }

  if (calls === undefined || line.sent === undefined) return;
  const held = new Map();
  let refusedBefore = false;
  for (const { pattern, scopes, refused } of calls) {
    see("call after a refused one", refusedBefore && refused === undefined);
    see("pattern: lone surrogate", isLone(pattern));
    const room = pattern.endsWith("*") ? pattern.slice(0, -1) : pattern;
    if (UNITS.includes(room.length)) see(`pattern: ${room.length} units ${isAstral(room) ? "astral" : "ASCII"}${room === pattern ? "" : " before *"}`);
    if (refused !== undefined) {
      refusedBefore = true;
      see("refused call: pattern", refused === "Invalid room name or pattern");
      see("refused call: empty list", refused === "Permission list cannot be empty");
      see("refused call: unknown scope", refused.startsWith("Not a valid permission"));
      see("refused call: eleventh entry", refused.startsWith("You cannot add permissions for more than 10 rooms"));
      continue;
    }
    see("pattern: *", pattern === "*");
    see("pattern: wildcard", room !== pattern && room !== "");
    see("pattern: exact", room === pattern);
    see("pattern: integer-like", isIntegerLike(pattern));
    see("pattern: inherited name", isInherited(room));
    see("pattern: astral", isAstral(pattern));
    see("pattern: control character", hasControl(pattern));
    see("repeated key", held.has(pattern));
    see("repeated scope in a call", new Set(scopes).size < scopes.length);
    const before = held.get(pattern) ?? [];
    see("repeated scope across calls", scopes.some((scope) => before.includes(scope)));
    held.set(pattern, [...before, ...scopes]);
    for (const scope of new Set(scopes)) see(`scope ${scope}`);
  }
  see(`entries ${held.size}`);
  const keys = [...held.keys()];
  see("pattern: two integer-like out of order", keys.some((key, i) => isIntegerLike(key) && keys.slice(0, i).some((k) => isIntegerLike(k) && Number(k) > Number(key))));
}

export function sessions() {
  const coverage = wanted();
  const make = async (random) => {
    const user = { userId: userId(random), info: info(random), where: organization(random) };
    const made = random.chance(0.2) ? await identify(random, user) : await access(random, user);
    look(coverage, user, made);
    return made.line;
  };
  return { make, coverage };
}
