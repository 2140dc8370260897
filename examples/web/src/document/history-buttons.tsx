import { Icon } from "../parts/icon.tsx";
import type { Steps } from "./steps.ts";

/** For the text and for the board. */
export function HistoryButtons({ canWrite, steps }: { canWrite: boolean; steps: Steps }) {
  return (
    <div className="history" role="group" aria-label="History of your changes">
      <StepButton kind="undo" label="Undo" keys="Control+Z Meta+Z" canWrite={canWrite} isPossible={steps.canUndo} step={steps.undo} />
      <StepButton kind="redo" label="Redo" keys="Control+Shift+Z Meta+Shift+Z" canWrite={canWrite} isPossible={steps.canRedo} step={steps.redo} />
    </div>
  );
}

type Props = { kind: "undo" | "redo"; label: string; keys: string; canWrite: boolean; isPossible: boolean; step: () => void };

/** With nothing left to do it keeps the focus. */
function StepButton({ kind, label, keys, canWrite, isPossible, step }: Props) {
  return (
    <button
      type="button"
      className="quiet"
      data-testid={kind}
      disabled={!canWrite}
      aria-disabled={!isPossible}
      aria-keyshortcuts={keys}
      onClick={() => isPossible && step()}
    >
      <Icon name={kind} />
      <span>{label}</span>
    </button>
  );
}
