// The ports of this machine.

import { createServer } from "node:net";

/** Listens on a port for a moment, with 0 on any that is free; resolves with its number, and rejects when it cannot be had. */
export async function tryPort(port) {
  const probe = createServer();
  await new Promise((resolve, reject) => probe.once("error", reject).listen(port, "127.0.0.1", resolve));
  const { port: found } = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  return found;
}
