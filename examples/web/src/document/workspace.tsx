import type { KeyboardEvent } from "react";
import { useSelf, useStorage } from "@liveblocks/react";
import { Icon } from "../parts/icon.tsx";
import { Board } from "./board/board.tsx";
import { useSteps } from "./steps.ts";
import { SharedText } from "./text/shared-text.tsx";

/** The text and the board, as soon as the server has said what one may do and what is in them. */
export function Workspace() {
  const canWrite = useSelf((me) => me.canWrite);
  const isLoaded = useStorage(() => true);
  if (canWrite === null || !isLoaded) return <Opening />;
  return <Loaded canWrite={canWrite} />;
}

function Loaded({ canWrite }: { canWrite: boolean }) {
  const steps = useSteps();

  // In place of the browser's own undo, which knows nothing of the others.
  function undoByKey(event: KeyboardEvent) {
    if (!canWrite || event.altKey || !(event.ctrlKey || event.metaKey)) return;
    const key = event.key.toLowerCase();
    if (key !== "z" && key !== "y") return;
    event.preventDefault();
    if (key === "y" || event.shiftKey) steps.redo();
    else steps.undo();
  }

  return (
    <div className="workspace" onKeyDown={undoByKey}>
      {!canWrite && (
        <p className="notice" data-testid="read-only-notice">
          <Icon name="eye" />
          <span>
            <strong>You are watching: viewers read.</strong> You see what the others do as they do it, and they see your pointer.
          </span>
        </p>
      )}
      <SharedText canWrite={canWrite} steps={steps} />
      <Board canWrite={canWrite} steps={steps} />
    </div>
  );
}

function Opening() {
  return (
    <div className="workspace opening" aria-busy="true">
      <div className="card" />
      <p className="late soft">This takes longer than it should. The application or Liveblocks does not answer; the page keeps trying.</p>
    </div>
  );
}
