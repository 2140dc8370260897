import { useMutation, useStorage, useUpdateMyPresence } from "@liveblocks/react";
import { CursorArea } from "../cursors/cursor-area.tsx";
import { EditorTags, useEditors } from "../cursors/editors.tsx";
import { HistoryButtons } from "../history-buttons.tsx";
import type { Steps } from "../steps.ts";
import { tint } from "../../parts/tint.ts";
import { LiveTextarea } from "./live-textarea.tsx";
import { edit, type Characters } from "./splice.ts";

const NOTHING: Characters = [];

/** Each character is an item of the list, and so a message. */
const MOST_CHARACTERS = 5000;

type Props = { canWrite: boolean; steps: Steps };

export function SharedText({ canWrite, steps }: Props) {
  // Nobody who may write has been here yet where there is no text.
  const characters = useStorage((root) => root.text ?? NOTHING) ?? NOTHING;
  const updatePresence = useUpdateMyPresence();
  const editors = useEditors("text");

  const write = useMutation(({ storage }, before: string, after: string) => edit(storage.get("text"), before, after), []);

  return (
    <section className="panel" aria-labelledby="text-title">
      <div className="panel-head">
        <h2 id="text-title">Text</h2>
        <EditorTags editors={editors} doing="writing" />
        <HistoryButtons canWrite={canWrite} steps={steps} />
      </div>
      <CursorArea area="text">
        <LiveTextarea
          className={editors.length > 0 ? "text edited" : "text"}
          style={tint(editors[0]?.color ?? "")}
          data-testid="text"
          aria-labelledby="text-title"
          placeholder={canWrite ? "Write something" : "Nothing has been written yet"}
          readOnly={!canWrite}
          maxLength={MOST_CHARACTERS}
          value={characters.join("")}
          onEdit={(before, after) => {
            steps.touch();
            write(before, after);
          }}
          onFocus={() => canWrite && updatePresence({ focus: "text" })}
          onBlur={() => updatePresence({ focus: null })}
        />
      </CursorArea>
    </section>
  );
}
