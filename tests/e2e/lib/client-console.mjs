// Keeps what the client writes to the console out of the report. The client takes its console
// functions when it is imported, so this module has to come first.

import { format } from "node:util";

/** Lines written so far. */
export const clientConsole = [];

for (const level of ["log", "info", "warn", "error"]) {
  console[level] = (...args) => clientConsole.push(`${level}: ${format(...args)}`);
}
