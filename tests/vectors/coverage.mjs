// Which classes of input were made, and how often.

export class Coverage {
  #counts = new Map();

  /** Declares a class that a long run must have seen. */
  want(...labels) {
    for (const label of labels) this.#counts.set(label, 0);
  }

  /** Counts one sighting. Only declared classes can be seen, so a typing error does not look like coverage. */
  saw(label, really = true) {
    if (!this.#counts.has(label)) throw new Error(`nobody wants the class ${JSON.stringify(label)}`);
    if (really) this.#counts.set(label, this.#counts.get(label) + 1);
  }

  missing() {
    return [...this.#counts].filter(([, count]) => count === 0).map(([label]) => label);
  }

  report() {
    const width = Math.max(...[...this.#counts.keys()].map((label) => label.length));
    return [...this.#counts].map(([label, count]) => `  ${label.padEnd(width)}  ${count}`).join("\n");
  }
}
