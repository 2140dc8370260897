// Takes the network to PostgreSQL, or its tables, away from one or more example applications:
// POSTGRES="axum=postgres://…/an-empty-database …" node database.mjs axum=../../target/debug/example-axum …
//
// POSTGRES names a database for each of them. Its role can create another one, whose tables are
// locked.

import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { endWithUs, leave } from "../../examples/web/launch/processes.mjs";
import { delay, within } from "../../examples/web/launch/wait.mjs";
import { applications, databases } from "./lib/arguments.mjs";
import { keepOpen, SENT } from "./lib/connection.mjs";
import { startExample } from "./lib/example.mjs";
import { startNetwork } from "./lib/network.mjs";
import { ask, signIn } from "./lib/people.mjs";
import { hold, query } from "./lib/psql.mjs";
import { Report } from "./lib/report.mjs";

const LIMIT = 2 * 60_000;
const POOL = 8;
const REQUESTS = 2 * POOL;
const REPLY_LIMIT = 9_000; // the client gives up at 10 s
const END_LIMIT = 10_000; // a service manager kills then
const RECOVERY_LIMIT = 5_000;
const LOCKED = ["people", "sessions", "session_data"];

const apps = applications(process.argv.slice(2));
const urls = databases();
const scratch = mkdtempSync(join(tmpdir(), "liveblocks-auth-database-"));
endWithUs({ limit: LIMIT, cleanUp: () => rmSync(scratch, { recursive: true, force: true }) });

const report = new Report();
// All at the same time: most of it is waiting.
const summaries = await Promise.all(apps.map(play));
process.stdout.write(`\n${summaries.join("\n")}\n`);
await leave(report.finish() ? 0 : 1);

/** Resolves with a line of figures. */
async function play({ label, binary }) {
  const figures = [];
  const measure = async (example, name, limit, work) => {
    await report.trial(`${label}: ${name}`, async () => {
      const started = performance.now();
      await within(limit, name, work());
      figures.push(`${name} ${((performance.now() - started) / 1000).toFixed(1)} s`);
    }, () => example.stderrTail);
  };

  const database = urls.get(label);
  const open = async () => {
    const network = await startNetwork(database);
    const example = await startExample({ binary, scratch, database: network.url.href });
    const { headers } = await signIn(example, "edda");
    const askOnce = () => ask(example, headers, "acme:docs:roadmap");
    const askAtOnce = () => Promise.all(Array.from({ length: REQUESTS }, askOnce));
    // Opens every connection of the pool.
    assert.deepEqual(await askAtOnce(), all(200));
    network.fail();
    return { network, example, askOnce, askAtOnce };
  };
  const recovery = async () => {
    const { network, example, askOnce, askAtOnce } = await open();
    await measure(example, "503 from a silent database", REPLY_LIMIT, async () => assert.deepEqual(await askAtOnce(), all(503)));
    network.heal();
    await measure(example, "200 after the network heals", RECOVERY_LIMIT, () => recovered(askOnce));
  };
  const end = async () => {
    const { network, example, askAtOnce } = await open();
    const replies = Promise.allSettled([askAtOnce()]);
    await network.silent(POOL, REPLY_LIMIT);
    await measure(example, "end with a silent database", END_LIMIT, () => example.stop());
    await replies;
  };
  const locked = async () => {
    const own = new URL(database);
    own.pathname += "_locked";
    await query(database, `CREATE DATABASE "${own.pathname.slice(1)}"`);
    const example = await startExample({ binary, scratch, database: own.href });
    const { headers } = await signIn(example, "edda");
    const lock = hold(own, `BEGIN; LOCK TABLE ${LOCKED.join(", ")} IN ACCESS EXCLUSIVE MODE; SELECT 'locked'`);
    await lock.printed(/locked/, REPLY_LIMIT);
    const askOnce = () => ask(example, headers, "acme:docs:roadmap");
    const me = async () => (await fetch(`${example.origin}/api/me`, { headers })).status;
    await Promise.all([
      measure(example, "503 from locked tables", REPLY_LIMIT, async () => assert.equal(await askOnce(), 503)),
      measure(example, "GET /api/me with locked tables", REPLY_LIMIT, async () => assert.equal(await me(), 503)),
    ]);
    const waiting = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";
    await measure(example, "end of the queries on the server", RECOVERY_LIMIT, async () => {
      assert.equal(await query(own, waiting), "0", "queries that wait on the server although their requests are gone");
      assert.match(example.stderrTail, /ERROR .*canceling statement due to statement timeout/);
    });
    await lock.stop();
    await measure(example, "200 after the tables are free", RECOVERY_LIMIT, () => recovered(askOnce));
    await example.stop();
  };
  const ends = Object.entries(SENT).map(async ([name, sent]) => {
    const own = await startExample({ binary, scratch, database });
    await keepOpen(own, sent);
    await measure(own, `end with a connection that sent ${name}`, END_LIMIT, () => own.stop());
  });
  await Promise.all([recovery(), end(), locked(), ...ends]);
  return `${label}: ${figures.sort().join(", ")}`;
}

function all(status) {
  return Array(REQUESTS).fill(status);
}

async function recovered(askOnce) {
  while ((await askOnce()) !== 200) await delay(100);
}
