// Runs every scenario against one or more example applications, one after the other:
// node run.mjs axum=../../target/debug/example-axum actix=../../target/debug/example-actix

import { clientConsole } from "./lib/client-console.mjs"; // first: the client keeps the console it finds

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { applications } from "./lib/arguments.mjs";
import { openClient } from "./lib/client.mjs";
import { startDevServer } from "../../examples/web/launch/dev-server.mjs";
import { startExample } from "./lib/example.mjs";
import { ask, post, signIn, signOut } from "./lib/people.mjs";
import { endWithUs, leave } from "../../examples/web/launch/processes.mjs";
import { Report } from "./lib/report.mjs";
import { scenarios } from "./scenarios.mjs";

const LIMIT_EACH = 3 * 60_000;

const apps = applications(process.argv.slice(2));
const scratch = mkdtempSync(join(tmpdir(), "liveblocks-auth-e2e-"));
endWithUs({ limit: apps.length * LIMIT_EACH, cleanUp: () => rmSync(scratch, { recursive: true, force: true }) });

const report = new Report();
const devServer = await startDevServer(scratch);

for (const { label, binary } of apps) {
  const example = await startExample({ binary, scratch, devServer });
  const trials = scenarios.flatMap(({ name, forms, run }) => forms.map((form) => ({ name, form, run })));
  await Promise.all(trials.map((trial) => runTrial({ ...trial, label, binary, example })));
  await report.trial(`${label}: the application ends cleanly`, () => example.stop(), () => example.stderrTail);
}

await devServer.stop();
await leave(report.finish(clientConsole) ? 0 : 1);

async function runTrial({ name, form, run, label, binary, example }) {
  const opened = [];
  const examples = [example];
  const ctx = {
    async open({ example: other, ...options }) {
      const client = await openClient({ example: other ?? example, devServer, form, ...options });
      opened.push(client);
      return client;
    },
    async profile(person) {
      return (await signIn(example, person)).profile;
    },
    signIn: (person, before) => signIn(example, person, before),
    signOut: (session) => signOut(example, session),
    ask: (headers, room) => ask(example, headers, room),
    post: (path, body, headers) => post(example, path, body, headers),
    async ownExample() {
      const own = await startExample({ binary, scratch, devServer });
      examples.push(own);
      return own;
    },
  };
  const work = async () => {
    try {
      await run(ctx);
    } finally {
      for (const client of opened) client.close();
    }
    await Promise.all(examples.slice(1).map((own) => own.stop()));
  };
  await report.trial(`${label}, ${form} form: ${name}`, work, () => examples.at(-1).stderrTail);
}
