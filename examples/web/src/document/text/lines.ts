// The shared text is a list of lines. What somebody typed becomes a splice of that list, as small as it can be in whole lines.

export type Lines = readonly string[];

/** At line `at`, `remove` lines give way to `insert`. */
export type Splice = { at: number; remove: number; insert: Lines };

/** The list that is changed; a `LiveList` is one. */
type LineList = {
  set(index: number, line: string): void;
  insert(line: string, index: number): void;
  delete(index: number): void;
};

/** What makes `after` of `before`: all but the lines that both begin with and the lines that both end with. */
export function diffLines(before: Lines, after: Lines): Splice {
  const shorter = Math.min(before.length, after.length);
  let at = 0;
  while (at < shorter && before[at] === after[at]) at += 1;
  let same = 0;
  while (same < shorter - at && before.at(-1 - same) === after.at(-1 - same)) same += 1;
  return { at, remove: before.length - at - same, insert: after.slice(at, after.length - same) };
}

/** `splice`, made before `earlier` was known, as it has to be after `earlier`. Where both change the same lines, `splice` wins. */
export function rebase(splice: Splice, earlier: Splice): Splice {
  const moved = (line: number) => {
    if (line <= earlier.at) return line;
    if (line >= earlier.at + earlier.remove) return line + earlier.insert.length - earlier.remove;
    return earlier.at + Math.min(line - earlier.at, earlier.insert.length);
  };
  const at = moved(splice.at);
  return { at, remove: Math.max(moved(splice.at + splice.remove), at) - at, insert: splice.insert };
}

/** Lines that stay in their place are set, not removed and inserted: then nothing around them moves for others. */
export function applySplice(list: LineList, { at, remove, insert }: Splice): void {
  insert.forEach((line, index) => {
    if (index < remove) list.set(at + index, line);
    else list.insert(line, at + index);
  });
  for (let index = remove - 1; index >= insert.length; index -= 1) list.delete(at + index);
}
