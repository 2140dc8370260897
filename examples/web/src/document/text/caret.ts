import { diffLines, type Lines } from "./lines.ts";

/** Where a caret at `offset` of `before` belongs in `after`, when somebody else made the change: beside the same characters. */
export function movedCaret(before: string, after: string, offset: number): number {
  const old = before.split("\n");
  const now = after.split("\n");
  const { at, remove, insert } = diffLines(old, now);
  const { line, column } = positionOf(old, offset);
  if (line < at) return offset;
  if (line >= at + remove) return offset + after.length - before.length;

  const text = old[line] ?? "";
  const unchanged = nearest(insert, text, line - at);
  if (unchanged !== null) return startOf(now, at + unchanged) + column;
  if (insert.length === 0) return Math.min(startOf(now, at), after.length);
  const target = at + Math.min(line - at, insert.length - 1);
  return startOf(now, target) + movedColumn(text, now[target] ?? "", column);
}

function movedColumn(before: string, after: string, column: number): number {
  const characters = [...before];
  const { at, remove } = diffLines(characters, [...after]);
  const start = characters.slice(0, at).join("").length;
  const end = characters.slice(0, at + remove).join("").length;
  if (column <= start) return column;
  if (column >= end) return column + after.length - before.length;
  return Math.min(column, end + after.length - before.length);
}

function positionOf(lines: Lines, offset: number): { line: number; column: number } {
  let line = 0;
  let column = offset;
  while (line < lines.length - 1 && column > (lines[line]?.length ?? 0)) {
    column -= (lines[line]?.length ?? 0) + 1;
    line += 1;
  }
  return { line, column };
}

function startOf(lines: Lines, line: number): number {
  return lines.slice(0, line).reduce((sum, text) => sum + text.length + 1, 0);
}

/** The index of `text` in `lines` that is closest to `index`. */
function nearest(lines: Lines, text: string, index: number): number | null {
  const found = lines.flatMap((line, at) => (line === text ? [at] : []));
  return found.reduce<number | null>((best, at) => (best === null || Math.abs(at - index) < Math.abs(best - index) ? at : best), null);
}
