// One running example application, with a database of its own.

import assert from "node:assert/strict";
import { mkdtempSync } from "node:fs";
import { join } from "node:path";
import { Process } from "../../../examples/web/launch/processes.mjs";

const START_LIMIT = 20_000;
const OURS = /^(LIVEBLOCKS_|DEMO_|DATABASE_URL$|PORT$)/;

/**
 * Starts `binary` with a new database: `database` or else a file of its own. With `devServer` the application asks that server for its
 * tokens, without it the application gets no Liveblocks settings at all and falls back to its own issuer; `env` goes before both.
 * `descriptors` limits the files that it can have open.
 */
export async function startExample({ binary, scratch, database, devServer, env, descriptors }) {
  database ??= `sqlite://${join(mkdtempSync(join(scratch, "example-")), "demo.sqlite")}`;
  const command = descriptors ? ["bash", ["-c", `ulimit -n ${descriptors} && exec "$0"`, binary]] : [binary, []];
  const example = new Example(command, {
    DATABASE_URL: database,
    DEMO_WEB: "plain",
    ...(devServer && { LIVEBLOCKS_BASE_URL: devServer.url, LIVEBLOCKS_SECRET_KEY: devServer.secret }),
    ...env,
  });
  await example.start();
  return example;
}

class Example {
  #command;
  #env;
  #process;
  #port = 0;

  constructor(command, env) {
    this.#command = command;
    this.#env = { ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !OURS.test(name))), ...env };
  }

  /** Starts the application: the first time on any port, later on the same port and database again. */
  async start() {
    this.#process = new Process("the example", ...this.#command, { env: { ...this.#env, PORT: `${this.#port}` } });
    const [, origin, port] = await this.#process.printed(/listening on (http:\/\/127\.0\.0\.1:(\d+))/, START_LIMIT);
    if (this.#port) assert.equal(Number(port), this.#port, "the same port after a restart");
    this.#port = Number(port);
    this.origin = origin;
  }

  get endpoint() {
    return `${this.origin}/api/liveblocks-auth`;
  }

  get pid() {
    return this.#process.pid;
  }

  get stderrTail() {
    return this.#process.stderrTail;
  }

  /** Ends the application and checks that it went in good order. */
  async stop() {
    assert.deepEqual(await this.#process.stop(), { code: 0, signal: null }, "a clean end after SIGTERM");
    await this.#process.printed(/^stopped$/m, 0);
  }
}
