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
