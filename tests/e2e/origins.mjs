// Opens pages of our own and of foreign origins in Chromium and counts the tokens that their
// requests cost, on the fixture of one or more adapters:
// node origins.mjs axum=../../target/debug/examples/fixture_axum
// actix=../../target/debug/examples/fixture_actix
//
// A recorder in front of the fixture ends TLS. Another one stands between the fixture and the dev
// server. Only this Chromium knows the host names, and every server listens on loopback only.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startDevServer } from "../../examples/web/launch/dev-server.mjs";
import { endWithUs, leave } from "../../examples/web/launch/processes.mjs";
import { applications } from "./lib/arguments.mjs";
import { openBrowser } from "./lib/browser.mjs";
import { makeCertificate } from "./lib/certificate.mjs";
import { startFixture } from "./lib/fixture.mjs";
import { record, Recorder } from "./lib/recorder.mjs";
import { Report } from "./lib/report.mjs";
import { startSites } from "./lib/sites.mjs";
import { CLIENTS, FOREIGN_PAGES, OWN_PAGES, WAYS } from "./origin-scenarios.mjs";
import { clientName, OriginTrials } from "./origin-trials.mjs";

const LIMIT_EACH = 2 * 60_000;
const LEVELS = ["ready", "own_login", "by_hand"];
// By default, Chromium can block cookies on requests to another site, even with SameSite=None.
// Debian's does.
const ALL_COOKIES = { profile: { cookie_controls_mode: 0 } };

const apps = applications(process.argv.slice(2));
const scratch = mkdtempSync(join(tmpdir(), "liveblocks-auth-origins-"));
endWithUs({ limit: apps.length * LIMIT_EACH, cleanUp: () => rmSync(scratch, { recursive: true, force: true }) });

const report = new Report();
const devServer = await startDevServer(scratch);
const certificate = makeCertificate(scratch, ["*.example.com", "evil.example"]);
// All at the same time: much of it is waiting.
printTable(await Promise.all(apps.map(play)));
await devServer.stop();
await leave(report.finish() ? 0 : 1);

/** Runs every trial on one framework; resolves with its column of the table. */
async function play({ label, binary }) {
  const liveblocks = await record(devServer.url);
  const endpoint = new Recorder();
  const sites = await startSites({ certificate, recorder: endpoint });
  const browser = await openBrowser(scratch, { args: sites.args, preferences: ALL_COOKIES });
  const trials = new OriginTrials({ browser, endpoint, liveblocks, baseUrl: devServer.url });
  for (const level of LEVELS) {
    const fixture = await startFixture({ binary, level, liveblocks: liveblocks.origin, secret: devServer.secret });
    endpoint.target = fixture.origin;
    const trial = (name, work) => report.trial(`${label}, ${level}: ${name}`, work, () => fixture.stderrTail);
    const here = ({ everyLevel }) => everyLevel || level === LEVELS[0];
    for (const client of CLIENTS) await trial(clientName(client), () => trials.enter(client));
    for (const visit of OWN_PAGES.filter(here)) await trial(`tokens: ${visit.name}`, () => trials.visit(visit));
    for (const visit of FOREIGN_PAGES.filter(here)) await trial(`no token: ${visit.name}`, () => trials.visit(visit));
    await trial("no request after the end of its trial", () => trials.end());
    fixture.kill(); // Rocket's ends its server on SIGTERM, but not itself.
    await fixture.exited;
  }
  await browser.close();
  sites.close();
  liveblocks.close();
  return { label, sums: trials.sums };
}

function printTable(columns) {
  const ways = WAYS.map((way) => [way.name, ({ requests, cookies, calls, tokens }) => {
    const foreign = `${requests} (${cookies}) / ${calls}`;
    return way.json ? `${foreign}; ${tokens}` : foreign;
  }]);
  const clients = CLIENTS.map((client) => [clientName(client), ({ tokens }) => `${tokens}`]);
  const rows = [...ways, ...clients].map(([name, cell]) => [name, ...columns.map(({ sums }) => cell(sums.get(name)))]);
  const table = [["", ...columns.map(({ label }) => label)], ...rows];
  const widths = table[0].map((_, n) => Math.max(...table.map((row) => row[n].length)));
  const lines = table.map((row) => row.map((text, n) => text.padEnd(widths[n])).join("  ").trimEnd());
  const title = "foreign pages: requests (with a cookie) / calls to Liveblocks; own pages: tokens";
  process.stdout.write(`\n${[title, ...lines].join("\n")}\n`);
}
