// One running example application, with a database of its own.

import assert from "node:assert/strict";
import { mkdtempSync } from "node:fs";
import { join } from "node:path";
import { Process } from "./processes.mjs";

const START_LIMIT = 20_000;
const OURS = /^(LIVEBLOCKS_|DEMO_|DATABASE_URL$|PORT$)/;

/**
 * Starts `binary`. With `devServer` the application asks that server for its tokens, without it the application
 * gets no Liveblocks settings at all and falls back to its own issuer.
 */
export async function startExample({ binary, scratch, devServer }) {
  const example = new Example(binary, join(mkdtempSync(join(scratch, "example-")), "demo.sqlite"), devServer);
  await example.start();
  return example;
}

class Example {
  #binary;
  #env;
  #process;
  #port = 0;

  constructor(binary, database, devServer) {
    this.#binary = binary;
    this.#env = {
      ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !OURS.test(name))),
      DATABASE_URL: `sqlite://${database}?mode=rwc`,
      ...(devServer && { LIVEBLOCKS_BASE_URL: devServer.url, LIVEBLOCKS_SECRET_KEY: devServer.secret }),
    };
  }

  /** Starts the application: the first time on any port, later on the same port and database again. */
  async start() {
    this.#process = new Process("the example", this.#binary, [], { env: { ...this.#env, PORT: `${this.#port}` } });
    const [, origin, port] = await this.#process.printed(/listening on (http:\/\/127\.0\.0\.1:(\d+))/, START_LIMIT);
    if (this.#port) assert.equal(Number(port), this.#port, "the same port after a restart");
    this.#port = Number(port);
    this.origin = origin;
  }

  get endpoint() {
    return `${this.origin}/api/liveblocks-auth`;
  }

  get stderrTail() {
    return this.#process.stderrTail;
  }

  /** Ends the application and checks that it went in good order. */
  async stop() {
    assert.deepEqual(await this.#process.stop(), { code: 0, signal: null }, "a clean end after SIGTERM");
  }
}
