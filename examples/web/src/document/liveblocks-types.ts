import type { LiveList, LiveMap, LiveObject } from "@liveblocks/client";
import type { NoteData } from "./board/geometry.ts";

/** One item for each character. */
type LiveText = LiveList<string>;

export type Area = "text" | "board";

declare global {
  interface Liveblocks {
    Presence: {
      cursor: { area: Area; x: number; y: number } | null;
      /** What is being edited: `"text"`, or the id of a note. */
      focus: string | null;
    };
    Storage: {
      text: LiveText;
      notes: LiveMap<string, LiveObject<Omit<NoteData, "text"> & { text: LiveText }>>;
    };
    UserMeta: {
      id: string;
      /** As the application puts it into the token. */
      info: { name: string; color: string };
    };
  }
}
