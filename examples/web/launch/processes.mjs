// Child processes that never outlive this one: each leads its own group, and whatever is left of a
// group is killed when this process exits for any reason it can notice.

import { spawn } from "node:child_process";
import { within } from "./wait.mjs";

const KEPT_OUTPUT = 16_000;
const STOP_LIMIT = 10_000;
const running = new Set();

export class Process {
  #child;
  #listeners = new Set();
  #output = { stdout: "", stderr: "" };

  /**
   * Besides the options of `spawn`: with `echo` what it writes to standard error is shown, with `inherit` it writes to where this process
   * writes, and nothing is kept.
   */
  constructor(name, command, args, { echo = false, inherit = false, ...options }) {
    const output = inherit ? "inherit" : "pipe";
    this.name = name;
    this.#child = spawn(command, args, {
      ...options,
      detached: true,
      stdio: ["ignore", output, output],
    });
    this.exited = new Promise((resolve) => {
      this.#child.once("error", (error) => resolve({ error }));
      this.#child.once("close", (code, signal) => resolve({ code, signal }));
    });
    for (const stream of ["stdout", "stderr"]) {
      this.#child[stream]?.setEncoding("utf8").on("data", (text) => {
        this.#output[stream] = (this.#output[stream] + text).slice(-KEPT_OUTPUT);
        for (const listener of this.#listeners) listener();
      });
    }
    if (echo) this.#child.stderr.on("data", (text) => process.stderr.write(text));
    if (this.#child.pid === undefined) return;
    running.add(this);
    void this.exited.then(() => {
      this.#signalGroup("SIGKILL");
      running.delete(this);
    });
  }

  get pid() {
    return this.#child.pid;
  }

  /** The last lines written to standard error. */
  get stderrTail() {
    return this.#output.stderr.trimEnd().split("\n").slice(-30).join("\n");
  }

  /** Resolves with the match of `pattern` in what the process has written to standard output. */
  async printed(pattern, limit) {
    let listener;
    const match = new Promise((resolve, reject) => {
      listener = () => {
        const found = pattern.exec(this.#output.stdout);
        if (found) resolve(found);
      };
      this.#listeners.add(listener);
      listener();
      void this.exited.then(({ error, code, signal }) =>
        reject(new Error(`${this.name} ended early (${error?.message ?? signal ?? code})\n${this.stderrTail}`)),
      );
    });
    try {
      return await within(limit, `${pattern} from ${this.name}`, match);
    } finally {
      this.#listeners.delete(listener);
    }
  }

  /** Asks the process to end and resolves with `{ code, signal }` once it has; one that ignores this is killed. */
  async stop(signal = "SIGTERM") {
    this.#signalGroup(signal);
    try {
      return await within(STOP_LIMIT, `end of ${this.name} after ${signal}`, this.exited);
    } finally {
      this.#signalGroup("SIGKILL");
    }
  }

  #signalGroup(signal) {
    try {
      process.kill(-this.#child.pid, signal);
    } catch (error) {
      if (error.code !== "ESRCH") throw error;
    }
  }

  kill() {
    this.#signalGroup("SIGKILL");
  }
}

/**
 * Ends everything on every way out of this process. A signal first lets `stop` end things in good order, and a second one does not wait for
 * that; after `limit` milliseconds, if there is one, the process ends by itself.
 */
export function endWithUs({ limit, cleanUp, stop = async () => {} }) {
  process.once("exit", () => {
    killAll();
    cleanUp();
  });
  let signals = 0;
  for (const [signal, code] of [["SIGINT", 130], ["SIGTERM", 143], ["SIGHUP", 129]]) {
    process.on(signal, async () => {
      if (signals++ === 0) await stop();
      await leave(code);
    });
  }
  if (limit === undefined) return;
  setTimeout(() => {
    process.stderr.write(`gave up after ${limit / 1000} s\n`);
    void leave(1);
  }, limit).unref();
}

/** Asks everything that runs to end; resolves once it has. */
export async function stopAll() {
  await Promise.allSettled([...running].map((child) => child.stop()));
}

/** Exits once everything started here has ended. */
export async function leave(code) {
  const ended = [...running].map(({ exited }) => exited);
  killAll();
  await Promise.all(ended);
  process.exit(code);
}

function killAll() {
  for (const child of running) child.kill();
}
