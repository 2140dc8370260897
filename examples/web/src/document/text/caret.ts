import { behind, charactersOf, whereabouts } from "./splice.ts";

/** Tells where a caret at an offset of `before` belongs in `after`, when somebody else made the change: behind the same character. */
export function caretMover(before: string, after: string): (offset: number) => number {
  const now = charactersOf(after);
  const where = whereabouts(charactersOf(before), now);
  return (offset) => {
    const index = behind(where, charactersOf(before.slice(0, offset)).length);
    return now.slice(0, index).join("").length;
  };
}
