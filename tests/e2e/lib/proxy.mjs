// nginx and Caddy with the settings in the README of the adapter for Rocket.

import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { tryPort } from "../../../examples/web/launch/ports.mjs";
import { Process } from "../../../examples/web/launch/processes.mjs";
import { delay, within } from "../../../examples/web/launch/wait.mjs";

const README = readFileSync(new URL("../../../adapter-rocket/README.md", import.meta.url), "utf8");
const START_LIMIT = 20_000;

// Each writes a file and returns the command. What it replaces are the addresses, and what a server
// without a folder of its own needs.
const STARTS = {
  nginx({ scratch, listening, server }) {
    const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map((name) => `${name}_temp_path ${scratch}/${name};`);
    const file = write(scratch, "nginx", {
      "listen 80 ": `listen ${listening} `,
      "127.0.0.1:8000": server,
      "http {": `http { access_log off; ${temporary.join(" ")}`,
    });
    return ["nginx", ["-c", file, "-g", `daemon off; pid ${scratch}/pid; error_log ${scratch}/error.log;`]];
  },

  Caddy({ scratch, listening, server }) {
    const file = write(scratch, "caddyfile", {
      "example.com {": `http://${listening} {`,
      "127.0.0.1:8000": server,
      "\tservers {": "\tadmin off\n\tservers {",
    });
    return ["caddy", ["run", "--adapter", "caddyfile", "--config", file]];
  },
};

export const PROXIES = Object.keys(STARTS);

/** Starts a proxy in front of `origin`, and resolves with its own origin. */
export async function startProxy(name, origin, scratch) {
  scratch = mkdtempSync(join(scratch, "proxy-"));
  const listening = `127.0.0.1:${await tryPort(0)}`;
  const [command, args] = STARTS[name]({ scratch, listening, server: new URL(origin).host });
  const env = { ...process.env, PATH: `${process.env.PATH}:/usr/sbin`, HOME: scratch, XDG_DATA_HOME: scratch, XDG_CONFIG_HOME: scratch };
  const proxy = new Process(name, command, args, { env });
  const ended = proxy.exited.then(() => Promise.reject(new Error(`${name} ended early\n${proxy.stderrTail}`)));
  await within(START_LIMIT, `reply through ${name}`, Promise.race([replies(`http://${listening}/api/me`), ended]));
  return `http://${listening}`;
}

function write(scratch, language, replaced) {
  const [, settings] = new RegExp(`^\`\`\`${language}\n([^]*?)^\`\`\`$`, "m").exec(README);
  const text = Object.entries(replaced).reduce((text, [from, to]) => {
    if (!text.includes(from)) throw new Error(`the settings for ${language} have no ${from}`);
    return text.replace(from, to);
  }, settings);
  const file = join(scratch, language);
  writeFileSync(file, text);
  return file;
}

async function replies(url) {
  while (!(await fetch(url).then(({ ok }) => ok, () => false))) await delay(50);
}
