// Starts everything: the Liveblocks dev server, an example application, and the page that it serves.
// node examples/web/start.mjs [axum | actix | rocket | warp]
//
// The application mints the tokens itself, so that every name works: the dev server fails on characters beyond Latin-1.

import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { startDevServer } from "./launch/dev-server.mjs";
import { endWithUs, leave, Process } from "./launch/processes.mjs";

const FRAMEWORKS = ["axum", "actix", "rocket", "warp"];
const START_LIMIT = 30_000;
const WEB = fileURLToPath(new URL(".", import.meta.url));
const ROOT = fileURLToPath(new URL("../../", import.meta.url));

const [framework = "axum", ...rest] = process.argv.slice(2);
if (!FRAMEWORKS.includes(framework) || rest.length > 0) {
  fail(`usage: node examples/web/start.mjs [${FRAMEWORKS.join(" | ")}]`, 2);
}
const [major, minor] = process.versions.node.split(".").map(Number);
if (major < 20 || (major === 20 && minor < 19)) fail(`Node is ${process.version}; 20.19 or later is needed`, 2);

const scratch = mkdtempSync(join(tmpdir(), "liveblocks-auth-web-"));
const servers = [];
let ending = false;
endWithUs({
  cleanUp: () => rmSync(scratch, { recursive: true, force: true }),
  async stop() {
    ending = true;
    await Promise.allSettled(servers.map((server) => server.stop()));
  },
});

if (isStale()) await run("the packages of the page", "npm", ["ci", "--no-audit", "--no-fund"], WEB);
await run("the page", "npm", ["run", "--silent", "build", "--", "--logLevel", "warn"], WEB);
const example = `example-${framework}`;
await run("the application; the first time this takes some minutes", "cargo", ["build", "-p", example, "--locked"], ROOT);

say("starting the Liveblocks dev server and the application");
const devServer = await startDevServer(scratch).catch((error) => fail(error.message));
watch(devServer, "the dev server");
const application = new Process("the application", "cargo", ["run", "--quiet", "-p", example, "--locked"], {
  cwd: ROOT,
  echo: true,
  env: {
    ...process.env,
    DEMO_TOKENS: "local",
    DEMO_WEB: join(WEB, "dist"),
    LIVEBLOCKS_BASE_URL: devServer.url,
    LIVEBLOCKS_SECRET_KEY: devServer.secret,
  },
});
watch(application, "the application");
const listening = application.printed(/^[\s\S]*listening on (http:\S+)\n/, START_LIMIT);
const [announcement, origin] = await listening.catch(() => fail("the application does not start; it says why above"));
process.stdout.write(`\n${announcement}\n`);
say(`Open ${origin} in two windows, one of them private, sign in as two people, and open the same document.`);
say("Ctrl-C ends everything.");

/** One without the other is of no use. */
function watch(server, name) {
  servers.push(server);
  void server.exited.then(() => ending || fail(`${name} has ended`));
}

/** Whether the packages are not those of the lock file. */
function isStale() {
  const installed = join(WEB, "node_modules/.package-lock.json");
  return !existsSync(installed) || statSync(installed).mtimeMs < statSync(join(WEB, "package-lock.json")).mtimeMs;
}

/** Runs a command to its end and shows what it prints. */
async function run(name, command, args, cwd) {
  say(`${name} …`);
  const child = spawn(command, args, { cwd, stdio: ["ignore", "inherit", "inherit"] });
  const failure = await new Promise((resolve) => {
    child.once("error", (error) => resolve(error.code === "ENOENT" ? `${command} is not installed` : error.message));
    child.once("close", (code, signal) => resolve(code === 0 ? undefined : `it ended with ${signal ?? code}`));
  });
  if (failure) fail(`${command} ${args.join(" ")}: ${failure}`);
}

function say(line) {
  process.stdout.write(`${line}\n`);
}

function fail(message, code = 1) {
  process.stderr.write(`${message}\n`);
  process.exit(code);
}
