import { Icon } from "../parts/icon.tsx";
import type { Steps } from "./steps.ts";

/** For the text and for the board. A button with nothing left to do keeps the focus. */
export function HistoryButtons({ canWrite, steps }: { canWrite: boolean; steps: Steps }) {
  return (
    <div className="history" role="group" aria-label="History of your changes">
      <button
        type="button"
        className="quiet"
        data-testid="undo"
        disabled={!canWrite}
        aria-disabled={!steps.canUndo}
        aria-keyshortcuts="Control+Z Meta+Z"
        onClick={() => steps.canUndo && steps.undo()}
      >
        <Icon name="undo" />
        <span>Undo</span>
      </button>
      <button
        type="button"
        className="quiet"
        data-testid="redo"
        disabled={!canWrite}
        aria-disabled={!steps.canRedo}
        aria-keyshortcuts="Control+Shift+Z Meta+Shift+Z"
        onClick={() => steps.canRedo && steps.redo()}
      >
        <Icon name="redo" />
        <span>Redo</span>
      </button>
    </div>
  );
}
