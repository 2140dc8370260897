import { useState } from "react";
import { LiveList, LiveObject } from "@liveblocks/client";
import { useMutation, useStorage } from "@liveblocks/react";
import { Icon } from "../../parts/icon.tsx";
import { CursorArea } from "../cursors/cursor-area.tsx";
import type { Steps } from "../steps.ts";
import { freePlace, NOTE_COLORS, type NoteData } from "./geometry.ts";
import { Note } from "./note.tsx";

const NOTHING: Readonly<Record<string, NoteData>> = {};
const ADD_NOTE = "add-note";

type Props = { canWrite: boolean; steps: Steps };

export function Board({ canWrite, steps }: Props) {
  // Nobody who may write has been here yet where there are no notes.
  const notes = useStorage((root) => root.notes ?? NOTHING) ?? NOTHING;
  const [added, setAdded] = useState<string | null>(null);

  const add = useMutation(({ storage, self }) => {
    const map = storage.get("notes");
    const id = `${self.connectionId}-${Date.now().toString(36)}`;
    const place = freePlace([...map.values()].map((note) => ({ x: note.get("x"), y: note.get("y") })));
    const color = NOTE_COLORS[map.size % NOTE_COLORS.length] ?? NOTE_COLORS[0];
    map.set(id, new LiveObject({ ...place, text: new LiveList([]), color, by: self.info.name }));
    return id;
  }, []);

  const remove = useMutation(({ storage }, id: string) => {
    storage.get("notes").delete(id);
    document.getElementById(ADD_NOTE)?.focus(); // the button that had the focus is gone
  }, []);

  function addOne() {
    steps.end();
    setAdded(add());
  }

  function removeOne(id: string) {
    steps.end();
    remove(id);
  }

  return (
    <section className="panel" aria-labelledby="board-title">
      <div className="panel-head">
        <h2 id="board-title">Board</h2>
        <button type="button" id={ADD_NOTE} data-testid="add-note" disabled={!canWrite} onClick={addOne}>
          <Icon name="add" />
          Add note
        </button>
      </div>
      <p className="hidden" id="move-hint">
        Arrow keys move the note; with Shift they move it further.
      </p>
      <div className="board-frame">
        <CursorArea area="board" className="board" testId="board">
          {Object.entries(notes).map(([id, note]) => (
            <Note key={id} id={id} note={note} canWrite={canWrite} isNew={id === added} steps={steps} onRemove={removeOne} />
          ))}
        </CursorArea>
      </div>
    </section>
  );
}
