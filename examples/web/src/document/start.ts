// What a document holds when the first person who may write enters it.

import { LiveList, LiveMap, LiveObject } from "@liveblocks/client";
import { NOTE_COLORS } from "./board/geometry.ts";
import { charactersOf } from "./text/splice.ts";

export function startOf(title: string, by: string): Liveblocks["Storage"] {
  const lines = [
    title,
    "",
    "This text belongs to everybody who may write here. Change a line, and the others see it as you type.",
    "Two people can write at the same time, even in the same line; both keep what they wrote.",
    "",
    "Next:",
    "- invite somebody",
    "- drag the notes below into order",
    "- undo takes back what you did, and nothing of the others",
  ];
  const notes = [
    { x: 48, y: 56, text: `What should “${title}” say when it is done?`, color: NOTE_COLORS[0], by },
    { x: 272, y: 132, text: "Who else has to see this?", color: NOTE_COLORS[1], by },
    { x: 496, y: 72, text: "Drag me by the bar on top, or use the arrow keys.", color: NOTE_COLORS[2], by },
  ];
  return {
    text: liveText(lines.join("\n")),
    notes: new LiveMap(notes.map(({ text, ...note }, index) => [`start-${index + 1}`, new LiveObject({ ...note, text: liveText(text) })])),
  };
}

function liveText(text: string): LiveList<string> {
  return new LiveList([...charactersOf(text)]);
}
