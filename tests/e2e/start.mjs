// Runs the one command of the README that starts everything, looks whether it has, puts Vite's own
// server in front, and ends it all as Ctrl-C does.

import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { endWithUs, leave, Process } from "../../examples/web/launch/processes.mjs";
import { launchBrowser } from "./lib/browser.mjs";
import { Report } from "./lib/report.mjs";
import { Visitor } from "./lib/visitor.mjs";

const LIMIT = 10 * 60_000;
const ROOT = fileURLToPath(new URL("../../", import.meta.url));

const scratch = mkdtempSync(join(tmpdir(), "liveblocks-auth-start-"));
endWithUs({ limit: LIMIT, cleanUp: () => rmSync(scratch, { recursive: true, force: true }) });

const env = { ...process.env, PORT: "0", DATABASE_URL: `sqlite://${join(scratch, "demo.sqlite")}` };
const everything = new Process("the command", "node", ["examples/web/start.mjs"], { cwd: ROOT, env });
const report = new Report();
const stderr = () => everything.stderrTail;
let origin;
await report.trial("start: it says where the page is and who may sign in", async () => {
  const [printed, url] = await everything.printed(/Open (http:\S+) [\s\S]*Ctrl-C/, LIMIT);
  origin = url;
  assert.ok(printed, everything.stderrTail);
  for (const person of ["edda", "emil", "vera", "gustav", "nora"]) {
    await everything.printed(new RegExp(`${person}@example.com`), 0);
  }
}, stderr);
await report.trial("start: the page is the built one, and has a Liveblocks to connect to", async () => {
  const page = await fetch(origin);
  assert.equal(page.status, 200);
  assert.match(await page.text(), /src="\/assets\//);
  const { server } = await (await fetch(`${origin}/api/me`)).json();
  assert.equal((await fetch(server)).status, 200, "the dev server is up");
}, stderr);
await report.trial("start: npm run dev shows the page in the making, over the same application", async () => {
  const cwd = join(ROOT, "examples/web");
  const vite = new Process("Vite", "npm", ["run", "dev"], { cwd, env: { ...process.env, BACKEND: origin, NO_COLOR: "1" } });
  const [, shown] = await vite.printed(/(http:\/\/127\.0\.0\.1:\d+)/, LIMIT);
  const browser = await launchBrowser();
  try {
    const emil = await Visitor.arrive(browser, { origin: shown });
    await emil.signIn("emil");
    await emil.open("acme:docs:roadmap");
    assert.equal((await emil.self()).id, "emil");
    assert.deepEqual(emil.complaints, []);
  } finally {
    await browser.close();
    await vite.stop();
  }
}, stderr);
await report.trial("start: it ends with everything it started", async () => {
  const { server } = await (await fetch(`${origin}/api/me`)).json();
  assert.equal((await everything.stop("SIGINT")).code, 130);
  for (const url of [origin, server]) await assert.rejects(fetch(url), url);
}, stderr);
await leave(report.finish() ? 0 : 1);
