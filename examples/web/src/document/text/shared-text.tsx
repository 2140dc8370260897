import { useMutation, useStorage, useUpdateMyPresence } from "@liveblocks/react";
import { CursorArea } from "../cursors/cursor-area.tsx";
import { EditorTags, useEditors } from "../cursors/editors.tsx";
import { HistoryButtons } from "../history-buttons.tsx";
import type { Steps } from "../steps.ts";
import { tint } from "../../parts/tint.ts";
import { applySplice, diffLines, rebase } from "./lines.ts";
import { LiveTextarea } from "./live-textarea.tsx";

const NOTHING: readonly string[] = [];

type Props = { canWrite: boolean; steps: Steps };

export function SharedText({ canWrite, steps }: Props) {
  // Nobody who may write has been here yet where there are no lines.
  const lines = useStorage((root) => root.lines ?? NOTHING) ?? NOTHING;
  const updatePresence = useUpdateMyPresence();
  const editors = useEditors("text");

  const edit = useMutation(({ storage }, before: string, after: string) => {
    const list = storage.get("lines");
    const base = before.split("\n");
    const typed = diffLines(base, after.split("\n"));
    const others = diffLines(base, [...list]); // what came in and is not on the screen yet
    applySplice(list, rebase(typed, others));
  }, []);

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
          value={lines.join("\n")}
          onEdit={(before, after) => {
            steps.touch();
            edit(before, after);
          }}
          onFocus={() => canWrite && updatePresence({ focus: "text" })}
          onBlur={() => updatePresence({ focus: null })}
        />
      </CursorArea>
    </section>
  );
}
