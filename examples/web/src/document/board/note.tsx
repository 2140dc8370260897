import { useEffect, useRef, useState, type FocusEvent, type KeyboardEvent, type PointerEvent } from "react";
import { useMutation, useUpdateMyPresence } from "@liveblocks/react";
import { Icon } from "../../parts/icon.tsx";
import { tint } from "../../parts/tint.ts";
import { EditorTags, useEditors } from "../cursors/editors.tsx";
import type { Steps } from "../steps.ts";
import { LiveTextarea } from "../text/live-textarea.tsx";
import { edit } from "../text/splice.ts";
import { onBoard, type NoteData, type Point } from "./geometry.ts";

const STEP = 8;
const BIG_STEP = 40;
const MOST_CHARACTERS = 200;
const ARROWS: Record<string, [x: number, y: number]> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

type Props = {
  id: string;
  note: NoteData;
  canWrite: boolean;
  /** Added here just now: it takes the focus. */
  isNew: boolean;
  steps: Steps;
  onRemove: (id: string) => void;
};

export function Note({ id, note, canWrite, isNew, steps, onRemove }: Props) {
  const { x, y, color, by } = note;
  const text = note.text.join("");
  const updatePresence = useUpdateMyPresence();
  const editors = useEditors(id);

  const moveTo = useMutation(({ storage }, place: Point) => storage.get("notes").get(id)?.update(onBoard(place)), [id]);
  const write = useMutation(
    ({ storage }, before: string, after: string) => {
      const list = storage.get("notes").get(id)?.get("text");
      if (list) edit(list, before, after);
    },
    [id],
  );
  const drag = useDrag({ at: note, moveTo, steps });

  function moveByKey(event: KeyboardEvent) {
    const arrow = ARROWS[event.key];
    if (!arrow) return;
    event.preventDefault();
    const step = event.shiftKey ? BIG_STEP : STEP;
    steps.touch();
    moveTo({ x: x + arrow[0] * step, y: y + arrow[1] * step });
  }

  function blur(event: FocusEvent<HTMLElement>) {
    if (!event.currentTarget.contains(event.relatedTarget)) updatePresence({ focus: null });
  }

  const states = [editors.length > 0 && "edited", drag.isDragging && "dragged"].filter(Boolean);
  return (
    <article
      className={["note", color, ...states].join(" ")}
      style={{ ...tint(editors[0]?.color ?? ""), translate: `${x}px ${y}px` }}
      data-testid={`note-${id}`}
      aria-label={`Note by ${by}`}
      onFocus={() => canWrite && updatePresence({ focus: id })}
      onBlur={blur}
    >
      <div className="note-bar">
        <button
          type="button"
          className="handle"
          disabled={!canWrite}
          aria-label={`Move: ${text || "empty note"}`}
          aria-describedby="move-hint"
          onKeyDown={moveByKey}
          {...drag.handlers}
        >
          <i aria-hidden="true" />
        </button>
        <button
          type="button"
          className="remove"
          disabled={!canWrite}
          aria-label={`Delete: ${text || "empty note"}`}
          onClick={() => onRemove(id)}
        >
          <Icon name="remove" />
        </button>
      </div>
      <LiveTextarea
        aria-label={`Text of the note by ${by}`}
        placeholder="Write a note"
        autoFocus={isNew}
        readOnly={!canWrite}
        maxLength={MOST_CHARACTERS}
        value={text}
        onEdit={(before, after) => {
          steps.touch();
          write(before, after);
        }}
      />
      <div className="note-foot">
        <span>{by}</span>
        <EditorTags editors={editors} doing="editing" />
      </div>
    </article>
  );
}

type Drag = { at: Point; moveTo: (place: Point) => void; steps: Steps };

/** Dragging by a handle. The whole way is one step of the history. */
function useDrag({ at, moveTo, steps: { begin, end } }: Drag) {
  const grip = useRef<Point | null>(null);
  const [isDragging, setDragging] = useState(false);

  // The note may be deleted by somebody else under the hand.
  useEffect(
    () => () => {
      if (grip.current) end();
    },
    [end],
  );

  /** The pointer on the board, wherever the board has been scrolled to. */
  function place(event: PointerEvent<HTMLElement>) {
    const board = event.currentTarget.closest(".board")?.getBoundingClientRect();
    return { x: event.clientX - (board?.left ?? 0), y: event.clientY - (board?.top ?? 0) };
  }

  function take(event: PointerEvent<HTMLElement>) {
    if (event.button !== 0) return;
    const pointer = place(event);
    grip.current = { x: pointer.x - at.x, y: pointer.y - at.y };
    event.currentTarget.setPointerCapture(event.pointerId);
    event.currentTarget.focus();
    begin();
    setDragging(true);
  }

  function move(event: PointerEvent<HTMLElement>) {
    if (!grip.current) return;
    const pointer = place(event);
    moveTo({ x: pointer.x - grip.current.x, y: pointer.y - grip.current.y });
  }

  function release() {
    if (!grip.current) return;
    grip.current = null;
    end();
    setDragging(false);
  }

  const handlers = { onPointerDown: take, onPointerMove: move, onPointerUp: release, onLostPointerCapture: release };
  return { isDragging, handlers };
}
