import { existsSync } from "node:fs";
import { resolve } from "node:path";

/** The applications named on the command line as `label=path`, for example `axum=../../target/debug/example-axum`. */
export function applications(args) {
  const found = args.filter((argument) => argument !== "--").map((argument) => {
    const [, label = "example", path] = /^(?:([\w-]+)=)?(.+)$/.exec(argument);
    return { label, binary: resolve(path) };
  });
  const missing = found.find(({ binary }) => !existsSync(binary));
  if (found.length === 0 || missing) {
    process.stderr.write(missing ? `no such file: ${missing.binary}\n` : "name an application: label=path/to/binary\n");
    process.exit(2);
  }
  return found;
}

/** The databases that `POSTGRES` in the environment names as `label=URL`, separated by spaces, by their labels. */
export function databases() {
  const entries = process.env.POSTGRES?.split(" ") ?? [];
  return new Map(entries.map((entry) => [entry.split("=", 1)[0], entry.slice(entry.indexOf("=") + 1)]));
}
