// Slow clients in a thread of their own, so that they don't hold up the good ones.

import { parentPort, Worker, workerData } from "node:worker_threads";
import { delay } from "../../../examples/web/launch/wait.mjs";
import { open } from "./connection.mjs";

const BACK_AFTER = 1_000;

/**
 * Opens `count` connections to `origin`. Each sends `sent` of one of `kinds`, and then a space every second if the kind `trickles`. For
 * `coming` milliseconds, a client that is cut off comes back. In the result, `left` has the names of the kinds with clients that are still
 * there, and `most` is the highest number of clients that were connected at the same time.
 */
export function startSlowClients(workerData) {
  const seen = { most: 0, left: ["all"] };
  const worker = new Worker(new URL(import.meta.url), { workerData });
  worker.on("message", (message) => Object.assign(seen, message));
  return seen;
}

function play({ origin, count, coming, kinds }) {
  const started = performance.now();
  const clients = new Map();
  let connected = 0;
  let most = 0;
  const come = (kind) => {
    const socket = open(origin);
    clients.set(socket, kind.name);
    socket.once("connect", () => {
      connected += 1;
      most = Math.max(most, connected);
      socket.once("close", () => (connected -= 1));
    });
    socket.resume();
    socket.write(kind.sent);
    const timer = kind.trickles && setInterval(() => socket.write(" "), 1_000);
    socket.once("close", async () => {
      clearInterval(timer);
      clients.delete(socket);
      await delay(BACK_AFTER);
      if (performance.now() - started < coming) come(kind);
    });
  };
  for (let n = 0; n < count; n += 1) come(kinds[n % kinds.length]);
  setInterval(() => parentPort.postMessage({ most, left: [...new Set(clients.values())] }), 100);
}

if (workerData) play(workerData);
