// Names, results and durations of trials on standard output.

export class Report {
  #passed = 0;
  #failed = 0;
  #started = Date.now();

  /** Runs `work` under `name`; when it fails, `details` is called for what the application said. */
  async trial(name, work, details) {
    const started = Date.now();
    try {
      await work();
      this.#passed += 1;
      print(`ok    ${name} (${since(started)})`);
    } catch (error) {
      this.#failed += 1;
      print(`FAIL  ${name} (${since(started)})`);
      print(indent(error.stack ?? String(error)));
      print(indent(`standard error of the application:\n${details() || "(empty)"}`));
    }
  }

  /** Prints the totals; true when nothing failed. `console` are the client's own messages. */
  finish(console = []) {
    if (this.#failed > 0 && console.length > 0) {
      print(`\nlast messages of the client:\n${indent(console.slice(-20).join("\n"))}`);
    }
    print(`\n${this.#passed} passed, ${this.#failed} failed (${since(this.#started)})`);
    return this.#failed === 0;
  }
}

function since(started) {
  return `${((Date.now() - started) / 1000).toFixed(1)} s`;
}

function indent(text) {
  return text.replaceAll(/^/gm, "      ");
}

function print(line) {
  process.stdout.write(`${line}\n`);
}
