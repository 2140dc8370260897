// The board in its own units, which are CSS pixels wherever it is shown.

export type Point = { x: number; y: number };

/** A note as the page sees it. */
export type NoteData = Point & { text: readonly string[]; color: string; by: string };

export const BOARD = { width: 1000, height: 560 };
export const NOTE = { width: 184, height: 148 };

/** Names of colours; the style sheet says what they look like in each scheme. */
export const NOTE_COLORS = ["amber", "green", "blue", "rose"] as const;

const GAP = 24;

/** The nearest place at which the whole note is on the board. */
export function onBoard({ x, y }: Point): Point {
  return {
    x: Math.round(Math.min(Math.max(x, 0), BOARD.width - NOTE.width)),
    y: Math.round(Math.min(Math.max(y, 0), BOARD.height - NOTE.height)),
  };
}

/** Where a new note covers no other; where there is no such place, a little beside the last one. */
export function freePlace(notes: readonly Point[]): Point {
  const covers = (a: Point, b: Point) => Math.abs(a.x - b.x) < NOTE.width && Math.abs(a.y - b.y) < NOTE.height;
  for (let y = GAP; y <= BOARD.height - NOTE.height; y += NOTE.height + GAP) {
    for (let x = GAP; x <= BOARD.width - NOTE.width; x += NOTE.width / 2) {
      if (!notes.some((note) => covers(note, { x, y }))) return { x, y };
    }
  }
  const last = notes.at(-1) ?? { x: 0, y: 0 };
  return onBoard({ x: last.x + GAP, y: last.y + GAP });
}
