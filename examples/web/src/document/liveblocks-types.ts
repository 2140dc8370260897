import type { LiveList, LiveMap, LiveObject } from "@liveblocks/client";
import type { NoteData } from "./board/geometry.ts";

export type Area = "text" | "board";

declare global {
  interface Liveblocks {
    Presence: {
      cursor: { area: Area; x: number; y: number } | null;
      /** What is being edited: `"text"`, or the id of a note. */
      focus: string | null;
    };
    Storage: {
      lines: LiveList<string>;
      notes: LiveMap<string, LiveObject<NoteData>>;
    };
    UserMeta: {
      id: string;
      /** As the application puts it into the token. */
      info: { name: string; color: string };
    };
  }
}
