// Plays what people do together in a document, in real browsers, on one or more example
// applications: node web.mjs axum=../../target/debug/example-axum
// actix=../../target/debug/example-actix
//
// The page is the one in examples/web, built. The applications mint the tokens themselves, beside
// the dev server. Where POSTGRES in the environment has label=URL of an empty database for some of
// them, separated by spaces, these run on that. Screenshots go to output/, or with --pictures as
// the first argument to where the READMEs look for them.

import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { startDevServer } from "../../examples/web/launch/dev-server.mjs";
import { endWithUs, leave } from "../../examples/web/launch/processes.mjs";
import { applications, databases } from "./lib/arguments.mjs";
import { launchBrowser } from "./lib/browser.mjs";
import { startExample } from "./lib/example.mjs";
import { Report } from "./lib/report.mjs";
import { Visitor } from "./lib/visitor.mjs";
import { scenarios } from "./web-scenarios.mjs";

const LIMIT_EACH = 4 * 60_000;
const WEB = fileURLToPath(new URL("../../examples/web/dist", import.meta.url));
const OUTPUT = fileURLToPath(new URL("output/", import.meta.url));
const PICTURES = fileURLToPath(new URL("../../examples/web/pictures/", import.meta.url));

const [option, ...rest] = process.argv.slice(2);
const forReaders = option === "--pictures";
const apps = applications(forReaders ? rest : process.argv.slice(2));
for (const [label, database] of databases()) {
  const app = apps.find((one) => one.label === label);
  if (!app) throw new Error(`POSTGRES names ${label}, which is not played`);
  Object.assign(app, { label: `${label} on PostgreSQL`, database });
}
const scratch = mkdtempSync(join(tmpdir(), "liveblocks-auth-web-"));
endWithUs({ limit: apps.length * LIMIT_EACH, cleanUp: () => rmSync(scratch, { recursive: true, force: true }) });
for (const directory of [OUTPUT, PICTURES]) mkdirSync(directory, { recursive: true });

const report = new Report();
// All at the same time: most of it is waiting.
const [first, ...others] = await Promise.all(apps.map(play));
for (const { label, told } of others) {
  const same = async () => assert.deepEqual(told, first.told);
  await report.trial(`${label}: what was asked, answered and seen is what it is on ${first.label}`, same, () => "");
}
await leave(report.finish() ? 0 : 1);

/** Plays every scenario; resolves with the transcript of each. */
async function play({ label, binary, database }) {
  const devServer = await startDevServer(scratch); // a new one: nothing is left in its rooms
  const env = { DEMO_TOKENS: "local", DEMO_WEB: WEB };
  const example = await startExample({ binary, scratch, database, devServer, env });
  const brief = await startExample({ binary, scratch, database, devServer, env: { ...env, DEMO_TOKEN_LIFETIME: "34" } });
  const browsers = await Promise.all([launchBrowser(), launchBrowser()]);
  const output = (name) => join(OUTPUT, `${label.replaceAll(" ", "-")}-${name}.png`);
  const told = {};
  for (const { name, run, complaints = /^$/, untold = false } of scenarios) {
    let visitors = [];
    let seats = 0;
    const ctx = {
      brief,
      async arrive(person, { example: other = example, options } = {}) {
        const seat = seats++; // in the order of the calls, even of several at once
        const visitor = await Visitor.arrive(browsers[seat % browsers.length], other, options);
        visitors[seat] = visitor;
        if (person) await visitor.signIn(person);
        return visitor;
      },
      picture: ({ page }, name, { fullPage = true } = {}) =>
        page.screenshot({ path: forReaders ? join(PICTURES, `${name}.png`) : output(name), fullPage }),
    };
    const work = async () => {
      try {
        await run(ctx);
        const transcript = await Promise.all(visitors.map(async (visitor) => ({
          asked: await visitor.transcript(),
          history: (await visitor.at("status-history").count()) ? await visitor.history() : "",
        })));
        if (!untold) told[name] = transcript;
        for (const visitor of visitors) {
          assert.deepEqual(visitor.complaints.filter((complaint) => !complaints.test(complaint)), []);
        }
      } catch (error) {
        visitors = visitors.filter(Boolean); // whoever did not even arrive
        await Promise.all(visitors.map(({ page }, n) => page.screenshot({ path: output(`failed-${n}`) })));
        throw error;
      } finally {
        await Promise.all(visitors.map((visitor) => visitor.close()));
      }
    };
    await report.trial(`${label}: ${name}`, work, () => `${example.stderrTail}\n${brief.stderrTail}`);
  }
  await Promise.all(browsers.map((browser) => browser.close()));
  for (const [one, which] of [[example, "application"], [brief, "application with brief tokens"]]) {
    await report.trial(`${label}: the ${which} ends cleanly`, () => one.stop(), () => one.stderrTail);
  }
  await devServer.stop();
  return { label, told };
}
