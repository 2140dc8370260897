// Starts everything: the Liveblocks dev server, an example application, and the page that it
// serves. node examples/web/start.mjs [axum | actix | rocket | warp]
//
// The application mints the tokens itself, so that every name works: the dev server fails on
// characters beyond Latin-1.

import { existsSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { startDevServer } from "./launch/dev-server.mjs";
import { tryPort } from "./launch/ports.mjs";
import { endWithUs, Process, stopAll } from "./launch/processes.mjs";

const FRAMEWORKS = ["axum", "actix", "rocket", "warp"];
const START_LIMIT = 30_000;
const WEB = fileURLToPath(new URL(".", import.meta.url));
const ROOT = fileURLToPath(new URL("../../", import.meta.url));

let ending = false;

const [framework = "axum", ...rest] = process.argv.slice(2);
if (!FRAMEWORKS.includes(framework) || rest.length > 0) {
  fail(`usage: node examples/web/start.mjs [${FRAMEWORKS.join(" | ")}]`, 2);
}
const [major, minor] = process.versions.node.split(".").map(Number);
const isSupported = (major === 20 && minor >= 19) || (major === 22 && minor >= 12) || major > 22;
if (!isSupported) fail(`Node is ${process.version}; Node 20.19, or 22.12 or later, is needed`, 2);
await checkPort(process.env.PORT ?? "3000");

const scratch = mkdtempSync(join(tmpdir(), "liveblocks-auth-web-"));
endWithUs({
  cleanUp: () => rmSync(scratch, { recursive: true, force: true }),
  stop() {
    ending = true;
    return stopAll();
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
const listening = application.printed(/^[\s\S]*listening on (http:\S+)\n/, START_LIMIT);
const [announcement, origin] = await listening.catch(() => fail("the application does not start; what it says is above"));
watch(application, "the application");
process.stdout.write(`\n${announcement}\n`);
say(`Open ${origin} in two windows, one of them private, sign in as two people, and open the same document.`);
say("Ctrl-C ends everything.");

/** The application would say the same, but only once everything has been built. */
async function checkPort(text) {
  const port = /^\d+$/.test(text) ? Number(text) : NaN;
  if (!(port <= 65535)) fail(`PORT is ${JSON.stringify(text)}; set it to a number from 0 to 65535 (0 takes any free port), or unset it`, 2);
  await tryPort(port).catch(({ code }) =>
    fail(`port ${port} of 127.0.0.1 cannot be listened on (${code}); set PORT to another, or to 0 for any that is free`),
  );
}

/** One without the other is of no use. */
function watch(server, name) {
  void server.exited.then(() => fail(`${name} has ended`));
}

/** Whether the packages are not those of the lock file. */
function isStale() {
  const installed = join(WEB, "node_modules/.package-lock.json");
  return !existsSync(installed) || statSync(installed).mtimeMs < statSync(join(WEB, "package-lock.json")).mtimeMs;
}

/** Runs a command to its end and shows what it prints. */
async function run(name, command, args, cwd) {
  say(`${name} …`);
  const { error, code, signal } = await new Process(name, command, args, { cwd, inherit: true }).exited;
  if (code === 0 && !ending) return;
  const failure = error ? (error.code === "ENOENT" ? `${command} is not installed` : error.message) : `it ended with ${signal ?? code}`;
  await fail(`${command} ${args.join(" ")}: ${failure}`);
}

function say(line) {
  process.stdout.write(`${line}\n`);
}

/** Never resolves. When a signal is ending us, things fail that are all right, and the signal has a code of its own. */
async function fail(message, code = 1) {
  if (!ending) {
    process.stderr.write(`${message}\n`);
    process.exit(code);
  }
  await new Promise(() => {});
}
