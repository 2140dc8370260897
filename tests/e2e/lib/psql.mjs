// SQL for a PostgreSQL database, with its own client.

import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { Process } from "../../../examples/web/launch/processes.mjs";

const OPTIONS = ["--no-psqlrc", "--quiet", "--tuples-only", "--no-align"];

/** Resolves with the rows of a query, as text. */
export async function query(database, sql) {
  const { stdout } = await promisify(execFile)("psql", [...OPTIONS, "--command", sql, `${database}`]);
  return stdout.trim();
}

/** Runs a transaction that stays open until the process ends. */
export function hold(database, sql) {
  const script = `printf '%s;\\n' "$1"; exec sleep infinity`;
  return new Process("psql", "bash", ["-c", `(${script}) | exec psql ${OPTIONS.join(" ")} "$0"`, `${database}`, sql], {});
}
