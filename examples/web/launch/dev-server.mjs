// The official Liveblocks dev server, on a port of its own.

import { execFileSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { tryPort } from "./ports.mjs";
import { Process } from "./processes.mjs";

const MODULES = fileURLToPath(new URL("../node_modules/", import.meta.url));
const START_LIMIT = 20_000;

/** Starts the server; its state goes below `scratch`. Resolves with `{ url, secret, exited, stop }`. */
export async function startDevServer(scratch) {
  const port = await tryPort(0);
  const server = new Process(
    "the dev server",
    bun(),
    [join(MODULES, "liveblocks/dist/index.js"), "dev", "--no-check", "--no-persist", "-p", `${port}`],
    { env: { ...process.env, NO_COLOR: "1", TMPDIR: scratch } },
  );
  const [, url] = await server.printed(/running at (http:\/\/localhost:\d+)/, START_LIMIT);
  return { url, secret: "sk_localdev", exited: server.exited, stop: () => server.stop() };
}

/**
 * The bun binary. Its package moves the binary into place in an install script; where install scripts are off, a
 * text file stands there and the binary is still in the package of the platform.
 */
function bun() {
  const platforms = join(MODULES, "@oven");
  const candidates = [
    join(MODULES, "bun/bin/bun.exe"),
    ...(existsSync(platforms) ? readdirSync(platforms) : []).flatMap((name) => [
      join(platforms, name, "bin/bun"),
      join(platforms, name, "bin/bun.exe"),
    ]),
  ];
  const found = candidates.find(runs);
  if (!found) throw new Error("no bun binary in node_modules; run npm ci in examples/web");
  return found;
}

function runs(binary) {
  try {
    execFileSync(binary, ["--version"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}
