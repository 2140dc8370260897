// What a DNS outage does to an application: its threads, a login meanwhile, and its end.
//
// Run it where the DNS server is 127.0.0.1, without another one at that port; .ci/in-dns-outage arranges that.

import assert from "node:assert/strict";
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { endWithUs, leave } from "../../examples/web/launch/processes.mjs";
import { applications } from "./lib/arguments.mjs";
import { startExample } from "./lib/example.mjs";
import { ask, bearer, signIn } from "./lib/people.mjs";
import { Report } from "./lib/report.mjs";

const REQUESTS = 700;
const LIVEBLOCKS = { LIVEBLOCKS_SECRET_KEY: "sk_prod_e2e", LIVEBLOCKS_BASE_URL: "https://liveblocks.example" };

// One thread looks the host up, and a few hash passwords and read the database.
const MORE_THREADS = 16;
const LOGIN_LIMIT = 3;
const RECOVERY_LIMIT = 4;
// After SIGTERM, in seconds.
const END_LIMIT = 10;
// After the last reply. Rocket waits for its whole grace period if a request is in flight at SIGTERM.
const LATER_LIMIT = { rocket: END_LIMIT };

const apps = applications(process.argv.slice(2));
const scratch = mkdtempSync(join(tmpdir(), "liveblocks-auth-outage-"));
endWithUs({ limit: 2 * 60_000, cleanUp: () => rmSync(scratch, { recursive: true, force: true }) });

// A DNS server that answers only while `healed`: with this machine, where nothing listens at the port.
let questions = 0;
let healed = false;
const dns = createSocket("udp4").on("message", (question, { address, port }) => {
  questions += 1;
  if (healed) dns.send(answer(question), port, address);
});
dns.bind(53, "127.0.0.1");
await once(dns, "listening");

const report = new Report();
for (const { label, binary } of apps) {
  const example = await startExample({ binary, scratch, env: LIVEBLOCKS });
  await report.trial(`${label}: a DNS outage`, () => outage(label, example), () => example.stderrTail);
}
assert.ok(questions > 0, "nobody asked the DNS server");
await leave(report.finish() ? 0 : 1);

async function outage(label, example) {
  await signIn(example, "edda");
  const before = threads(example);
  const answers = Promise.all(Array.from({ length: REQUESTS }, () => ask(example, bearer("edda"), "acme:docs:roadmap")));
  // By now, every request makes its second attempt.
  await sleep(2_500);
  const login = await seconds(() => signIn(example, "emil"));
  let most = threads(example);
  const watch = setInterval(() => (most = Math.max(most, threads(example))), 100);
  const statuses = new Set(await answers);
  clearInterval(watch);
  assert.deepEqual([...statuses], [503], "no token without Liveblocks");

  // The last lookup is still stuck, so this must not wait for it.
  healed = true;
  const connects = () => /Connection refused/.test(example.stderrTail);
  const recovered = await seconds(async () => {
    while (!connects()) await ask(example, bearer("edda"), "acme:docs:roadmap");
  });
  healed = false;

  const last = ask(example, bearer("edda"), "acme:docs:roadmap");
  await sleep(200);
  const stopping = performance.now();
  const ended = example.stop();
  const answered = await seconds(() => last);
  await ended;
  const end = (performance.now() - stopping) / 1000;
  const figures =
    `DNS back to the next connection ${recovered.toFixed(1)} s, threads ${before} → ${most}, a login ${login.toFixed(1)} s, ` +
    `from SIGTERM to the last reply ${answered.toFixed(1)} s, to the end ${end.toFixed(1)} s`;
  process.stdout.write(`      ${label}: ${figures}\n`);
  assert.ok(most - before <= MORE_THREADS, `too many threads: ${figures}`);
  assert.ok(recovered < RECOVERY_LIMIT, `the lookup hung: ${figures}`);
  assert.ok(login < LOGIN_LIMIT, `the login waited: ${figures}`);
  assert.ok(end < END_LIMIT && end - answered < (LATER_LIMIT[label] ?? 1), `the end waited: ${figures}`);
}

/** The answer to a question: for an IPv4 address 127.0.0.1, for any other nothing. */
function answer(question) {
  const header = Buffer.from(question.subarray(0, 12));
  header.writeUInt16BE(0x8180, 2);
  const end = question.indexOf(0, 12) + 5;
  const isA = question.readUInt16BE(end - 4) === 1;
  header.writeUInt16BE(isA ? 1 : 0, 6);
  header.writeUInt32BE(0, 8);
  const address = Buffer.from([0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 0, 0, 4, 127, 0, 0, 1]);
  return Buffer.concat([header, question.subarray(12, end), ...(isA ? [address] : [])]);
}

function threads(example) {
  return Number(/^Threads:\s+(\d+)/m.exec(readFileSync(`/proc/${example.pid}/status`, "utf8"))[1]);
}

async function seconds(work) {
  const started = performance.now();
  await work();
  return (performance.now() - started) / 1000;
}
