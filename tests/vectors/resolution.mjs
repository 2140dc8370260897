// Random grants and rooms, and what the permission resolution of @liveblocks/core says about each.

import { readFile, rm, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";

import { Coverage } from "./coverage.mjs";
import { isAstral, ofUnits } from "./random.mjs";

/**
 * The function is internal: it is exported by a copy of the official module, which lives as long as its import takes and lies
 * beside the original, so that it finds what it imports.
 */
async function official() {
  const source = import.meta.resolve("@liveblocks/core");
  const copy = new URL(`./vectors-${process.pid}.mjs`, source);
  try {
    const text = await readFile(fileURLToPath(source), "utf8");
    await writeFile(fileURLToPath(copy), `${text}\nexport { resolveRoomPermissionMatrix };\n`);
    return await import(copy);
  } finally {
    await rm(fileURLToPath(copy), { force: true });
  }
}

const { Permission, resolveRoomPermissionMatrix } = await official();
const SCOPES = Object.values(Permission);
if (SCOPES.length !== 20) throw new Error(`the SDK has ${SCOPES.length} scopes, not 20`);
const BASE_SCOPES = ["*:read", "*:write", "room:read", "room:write"];
const LEVELS = ["none", "read", "write"];
const RESOURCES = ["room", "storage", "comments", "comments:public", "comments:private", "feeds"];

// ---- Making ----

const ATOMS = [..."aab:1 ", "é", "😀", "𝒳", "\u2028", "e\u0301", '"'];

const characters = (random, low, high) => Array.from({ length: random.int(low, high) }, () => random.pick(ATOMS)).join("");

function room(random) {
  return random.weighted([30, () => characters(random, 1, 7)], [8, () => characters(random, 9, 14)], [1, () => ofUnits(random, random.int(126, 128))]);
}

/** A pattern near the room: itself, a beginning of it, with a little more or a little else, with and without `*`. */
function pattern(random, room) {
  const whole = Array.from(room);
  const beginning = () => whole.slice(0, random.int(1, whole.length)).join("");
  const near = random.weighted(
    [3, () => room],
    [10, beginning],
    [2, () => beginning() + characters(random, 1, 2)],
    [1, () => room + characters(random, 1, 1)],
    [1, () => characters(random, 1, 4)],
  );
  if (random.chance(0.06)) return "*";
  const fits = near.length <= 128 ? near : room;
  return random.chance(0.7) ? `${fits}*` : fits;
}

function scopes(random, base) {
  const most = random.weighted([10, () => 2], [3, () => 4], [0.5, () => 12]);
  const list = Array.from({ length: random.int(1, most) }, () => random.pick(SCOPES));
  const wanted = base ? (random.chance(0.6) ? [...list, random.pick(BASE_SCOPES)] : list) : list.filter((scope) => !BASE_SCOPES.includes(scope));
  return random.shuffle(wanted.length === 0 ? ["storage:write"] : wanted);
}

/** What a token's `permissions` may be: a list with every pattern once, no list of scopes empty. */
function grants(random, room) {
  const base = random.chance(0.85);
  const allMatch = random.chance(0.15);
  const entries = allMatch ? random.int(6, 10) : random.int(1, random.chance(0.4) ? 3 : 10);
  const made = new Map();
  for (let tries = 0; made.size < entries && tries < 100; tries++) {
    const near = allMatch
      ? `${Array.from(room).slice(0, random.int(0, room.length)).join("")}*`
      : random.chance(0.85) ? pattern(random, room) : characters(random, 1, 3) + (random.chance(0.5) ? "*" : "");
    if (!made.has(near)) made.set(near, scopes(random, base));
    // The exact pattern and the wildcard of one length tie.
    const twin = near.endsWith("*") ? near.slice(0, -1) : `${near}*`;
    if (twin !== "" && made.size < entries && !made.has(twin) && random.chance(0.15)) made.set(twin, scopes(random, base));
  }
  while (made.size < entries) made.set(`other-${made.size}`, scopes(random, base));
  return random.shuffle([...made]);
}

// ---- Coverage ----

function wanted() {
  const coverage = new Coverage();
  coverage.want(...SCOPES.map((scope) => `scope ${scope}`), "repeated scope");
  for (let entries = 1; entries <= 10; entries++) coverage.want(`entries ${entries}`);
  coverage.want("matching: none", "matching: one", "matching: several", "matching: six or more", "matching: exact", "matching: *", "matching: wildcard, the room itself before *");
  coverage.want("tie of an exact pattern and a wildcard", "room: astral", "room: 127 units", "room: 128 units", "pattern: 129 units with its *");
  coverage.want("shut: no pattern matches", "shut: no base access");
  for (const resource of RESOURCES) coverage.want(...LEVELS.filter((level) => resource !== "room" || level !== "none").map((level) => `${resource} ${level}`));
  coverage.want("storage above base", "storage below base", "comments:public above comments", "comments:private below comments");
  return coverage;
}

function look(coverage, grants, room, matrix) {
  const see = (label, really = true) => coverage.saw(label, really);
  for (const [, scopes] of grants) {
    for (const scope of new Set(scopes)) see(`scope ${scope}`);
    see("repeated scope", new Set(scopes).size < scopes.length);
  }
  see(`entries ${grants.length}`);
  const patterns = grants.map(([pattern]) => pattern);
  const matching = patterns.filter((pattern) => (pattern.endsWith("*") ? room.startsWith(pattern.slice(0, -1)) : pattern === room));
  see(`matching: ${["none", "one"][matching.length] ?? "several"}`);
  see("matching: six or more", matching.length >= 6);
  see("matching: exact", matching.includes(room));
  see("matching: *", matching.includes("*"));
  see("matching: wildcard, the room itself before *", matching.includes(`${room}*`));
  see("tie of an exact pattern and a wildcard", matching.includes(room) && matching.includes(`${room}*`));
  see("room: astral", isAstral(room));
  see("room: 127 units", room.length === 127);
  see("room: 128 units", room.length === 128);
  see("pattern: 129 units with its *", patterns.some((pattern) => pattern.length === 129));
  see("shut: no pattern matches", matrix === undefined);
  see("shut: no base access", matrix?.room === "none");
  if (matrix === undefined || matrix.room === "none") return;
  const rank = (resource) => LEVELS.indexOf(matrix[resource]);
  for (const resource of RESOURCES) see(`${resource} ${matrix[resource]}`);
  see("storage above base", rank("storage") > rank("room"));
  see("storage below base", rank("storage") < rank("room"));
  see("comments:public above comments", rank("comments:public") > rank("comments"));
  see("comments:private below comments", rank("comments:private") < rank("comments"));
}

export function resolution() {
  const coverage = wanted();
  const make = async (random) => {
    const id = room(random);
    const list = grants(random, id);
    const matrix = resolveRoomPermissionMatrix(list.map(([pattern, scopes]) => ({ pattern, scopes })), id);
    look(coverage, list, id, matrix);
    return { kind: "resolution", room: id, grants: list, matrix: matrix ?? null };
  };
  return { make, coverage };
}
