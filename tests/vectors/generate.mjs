// Writes down what the official SDK does, a line of JSON for each random case; see README.md.

import { once } from "node:events";
import { parseArgs } from "node:util";

import { Random } from "./random.mjs";

/** From this many cases on, a class of input that was never made is an error of this script. */
const ENOUGH = 1000;

const { values } = parseArgs({
  options: { kind: { type: "string" }, count: { type: "string", default: "1000" }, seed: { type: "string", default: "1" } },
});
const [count, seed] = [Number(values.count), Number(values.seed)];
if (!["sessions", "resolution"].includes(values.kind) || !Number.isSafeInteger(count) || count < 1 || !Number.isSafeInteger(seed)) {
  process.stderr.write("usage: node generate.mjs --kind sessions|resolution [--count N] [--seed S]\n");
  process.exit(2);
}

const kinds = await import(`./${values.kind}.mjs`);
const { make, coverage } = kinds[values.kind]();
const random = new Random(seed);

// Whoever reads may stop early, as `head` does.
process.stdout.on("error", (error) => process.exit(error.code === "EPIPE" ? 0 : 1));

for (let i = 0; i < count; i++) {
  const line = JSON.stringify(await make(random));
  if (!process.stdout.write(`${line}\n`)) await once(process.stdout, "drain");
}

process.stderr.write(`${values.kind}: ${count} cases, seed ${seed}\n${coverage.report()}\n`);
const missing = coverage.missing();
if (missing.length > 0) {
  process.stderr.write(`never seen: ${missing.join("; ")}\n`);
  if (count >= ENOUGH) process.exitCode = 1;
}
