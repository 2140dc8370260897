// Holds slow connections to example applications that can open 1,024 files:
// node slow.mjs axum=../../target/debug/example-axum …
//
// Rocket has no time limit for a request head. So it runs behind nginx and behind Caddy, with the
// settings in the README of its adapter.

import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { endWithUs, leave } from "../../examples/web/launch/processes.mjs";
import { delay, within } from "../../examples/web/launch/wait.mjs";
import { applications } from "./lib/arguments.mjs";
import { SENT, statusOf, timed } from "./lib/connection.mjs";
import { startExample } from "./lib/example.mjs";
import { bearer } from "./lib/people.mjs";
import { PROXIES, startProxy } from "./lib/proxy.mjs";
import { Report } from "./lib/report.mjs";
import { startSlowClients } from "./lib/slow-clients.mjs";

const LIMIT = 2 * 60_000;
const DESCRIPTORS = 1_024;
const SLOW = 1_100;
const HELD = 300; // a server closes the rest to make room
const COMING = 10_000; // until then, a slow client that was cut off comes back
const REPLY_LIMIT = 1_000;
const GONE_LIMIT = 30_000;
const EVERY = 250;
const STAGGER = 2_000;
const GOOD = [
  { path: "/api/me" },
  { path: "/api/liveblocks-auth", body: '{"room":"acme:docs:roadmap"}', headers: bearer("edda") },
];
const KINDS = [
  ...Object.entries(SENT).map(([name, sent]) => ({ name, sent })),
  { name: "a head that trickles", sent: SENT["half a head"], trickles: true },
  { name: "a head that trickles after a request", sent: SENT["half a head after a request"], trickles: true },
  // nginx limits the time between two pieces of a body. Rocket never sees such a request.
  { name: "a body that trickles", sent: SENT["half a body of a login"], trickles: true, unlimited: "nginx" },
];

const apps = applications(process.argv.slice(2));
const scratch = mkdtempSync(join(tmpdir(), "liveblocks-auth-slow-"));
endWithUs({ limit: LIMIT, cleanUp: () => rmSync(scratch, { recursive: true, force: true }) });

const report = new Report();
const cells = apps.flatMap((app) => (app.label === "rocket" ? PROXIES.map((proxy) => ({ ...app, proxy })) : [app]));
// Side by side, because most of it is waiting. The clients of all at once would keep the machine
// busy.
const summaries = await Promise.all(cells.map(async (cell, n) => {
  await delay(n * STAGGER);
  return await play(cell);
}));
process.stdout.write(`\n${summaries.join("\n")}\n`);
await leave(report.finish() ? 0 : 1);

async function play({ label, binary, proxy }) {
  const example = await startExample({ binary, scratch, descriptors: DESCRIPTORS });
  const origin = proxy ? await startProxy(proxy, example.origin, scratch) : example.origin;
  const name = proxy ? `${label} behind ${proxy}` : label;
  const kinds = KINDS.filter(({ unlimited }) => unlimited !== proxy);
  const details = () => example.stderrTail;
  // A proxy replies for itself.
  const bodies = proxy ? [] : ["half a body", "half a body of a login"];
  await Promise.all(bodies.map((body) => {
    const late = async () => assert.equal(await statusOf(origin, SENT[body]), 408);
    return report.trial(`${name}: ${body} gets a 408`, late, details);
  }));
  let figures;
  await report.trial(`${name}: slow clients`, async () => (figures = await hold(origin, kinds)), details);
  await example.stop();
  return `${name}: ${figures}`;
}

/** Resolves with a line of figures. */
async function hold(origin, kinds) {
  const started = performance.now();
  const passed = () => performance.now() - started;
  const clients = startSlowClients({ origin, kinds, count: SLOW, coming: COMING });
  let slowest = 0;
  let good = 0;
  while (passed() < COMING || clients.left.length > 0) {
    assert.ok(passed() < COMING + GONE_LIMIT, `slow clients are left: ${clients.left.join(", ")}`);
    for (const request of GOOD) {
      const { status, took } = await within(REPLY_LIMIT, `reply to ${request.path} after ${seconds(passed())}`, timed(origin, request));
      assert.equal(status, 200, `${request.path} after ${seconds(passed())}`);
      slowest = Math.max(slowest, took);
      good += 1;
    }
    await delay(EVERY);
  }
  assert.ok(clients.most >= HELD, `only ${clients.most} slow clients were connected at the same time`);
  return `${clients.most} of ${SLOW} slow clients connected at the same time, ${good} good requests, the slowest ${slowest.toFixed(0)} ms, slow clients gone after ${seconds(passed() - COMING)}`;
}

function seconds(milliseconds) {
  return `${(milliseconds / 1_000).toFixed(1)} s`;
}
