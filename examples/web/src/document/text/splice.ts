// A shared text is a list of characters. What somebody typed becomes a splice of that list:
// characters are inserted and deleted, and none is ever replaced, so that nobody's undo or typing
// takes with it what somebody else wrote.

import { diffArrays } from "diff";

/** Characters as people count them, nearly: an emoji is not cut in two. */
export type Characters = readonly string[];

/** At `at`, `remove` characters give way to `insert`. */
export type Splice = { at: number; remove: number; insert: Characters };

/** For each character of an older text where it is in a newer one; `null` where it is gone. */
export type Whereabouts = readonly (number | null)[];

/** The list that is changed; a `LiveList` is one. */
type CharacterList = Iterable<string> & {
  insert(character: string, index: number): void;
  delete(index: number): void;
};

/** Texts that differ more than this are taken for different ones; to compare them further would take too long. */
const MOST_CHANGES = 1000;

export function charactersOf(text: string): Characters {
  return [...text];
}

/** What makes `after` of `before`, as one splice: all but what both begin with and what both end with. */
export function spliceBetween(before: Characters, after: Characters): Splice {
  const shorter = Math.min(before.length, after.length);
  let at = 0;
  while (at < shorter && before[at] === after[at]) at += 1;
  let same = 0;
  while (same < shorter - at && before.at(-1 - same) === after.at(-1 - same)) same += 1;
  return { at, remove: before.length - at - same, insert: after.slice(at, after.length - same) };
}

export function whereabouts(before: Characters, after: Characters): Whereabouts {
  const { at, remove, insert } = spliceBetween(before, after);
  const old = before.slice(at, at + remove);
  const moved = (_: string, index: number) => index - remove + insert.length;
  return [
    ...before.slice(0, at).map((_, index) => index),
    ...whereInside(old, insert).map((place) => (place === null ? null : at + place)),
    ...before.slice(at + remove).map((character, index) => moved(character, at + remove + index)),
  ];
}

function whereInside(before: Characters, after: Characters): Whereabouts {
  const changes = diffArrays([...before], [...after], { maxEditLength: MOST_CHANGES });
  if (!changes) return before.map(() => null);
  const places: (number | null)[] = [];
  let place = 0;
  for (const { added, removed, count } of changes) {
    for (let index = 0; index < count; index += 1) {
      if (removed) places.push(null);
      else if (added) place += 1;
      else places.push(place++);
    }
  }
  return places;
}

/** Just behind the last character before `at` that is still there. */
export function behind(where: Whereabouts, at: number): number {
  for (let index = at - 1; index >= 0; index -= 1) {
    const place = where[index];
    if (place != null) return place + 1;
  }
  return 0;
}

/** Does to a list what somebody did who saw `before` and made `after` of it, whatever others have done to the list meanwhile. */
export function edit(list: CharacterList, before: string, after: string): void {
  const seen = charactersOf(before);
  const { at, remove, insert } = spliceBetween(seen, charactersOf(after));
  const where = whereabouts(seen, [...list]);
  const start = behind(where, at);
  for (let index = at + remove - 1; index >= at; index -= 1) {
    const place = where[index];
    if (place != null) list.delete(place);
  }
  insert.forEach((character, index) => list.insert(character, start + index));
}
