// What a document holds when the first person who may write enters it.

import { LiveList, LiveMap, LiveObject } from "@liveblocks/client";
import { NOTE_COLORS, type NoteData } from "./board/geometry.ts";

export function startOf(title: string, by: string): Liveblocks["Storage"] {
  const lines = [
    title,
    "",
    "This text belongs to everybody who may write here. Change a line, and the others see it as you type.",
    "Two people can work on different lines at the same time; both changes stay.",
    "",
    "Next:",
    "- invite somebody",
    "- drag the notes below into order",
    "- undo takes back what you did, and nothing of the others",
  ];
  const notes: NoteData[] = [
    { x: 48, y: 56, text: `What should “${title}” say when it is done?`, color: NOTE_COLORS[0], by },
    { x: 272, y: 132, text: "Who else has to see this?", color: NOTE_COLORS[1], by },
    { x: 496, y: 72, text: "Drag me by the bar on top, or use the arrow keys.", color: NOTE_COLORS[2], by },
  ];
  return {
    lines: new LiveList(lines),
    notes: new LiveMap(notes.map((note, index) => [`start-${index + 1}`, new LiveObject(note)])),
  };
}
