import { useCallback, useEffect, useRef, useState } from "react";
import { useCanRedo, useCanUndo, useHistory } from "@liveblocks/react";

const PAUSE = 600;

/** The history of one's own changes, in the steps in which they are undone. */
export type Steps = ReturnType<typeof useSteps>;

export function useSteps() {
  const history = useHistory();
  const canUndo = useCanUndo();
  const canRedo = useCanRedo();
  const [isOpen, setOpen] = useState(false);
  const timer = useRef<number>(undefined);

  /** Whatever comes until `end` is one step. */
  const begin = useCallback(() => {
    window.clearTimeout(timer.current);
    history.resume();
    history.pause();
    setOpen(true);
  }, [history]);

  const end = useCallback(() => {
    window.clearTimeout(timer.current);
    history.resume();
    setOpen(false);
  }, [history]);

  /** Says that a small change follows: such changes are one step until there is a pause. */
  const touch = useCallback(() => {
    window.clearTimeout(timer.current);
    timer.current = window.setTimeout(end, PAUSE);
    history.pause();
    setOpen(true);
  }, [history, end]);

  useEffect(() => () => window.clearTimeout(timer.current), []);

  // An open step would be lost by an undo.
  const undo = useCallback(() => {
    end();
    history.undo();
  }, [history, end]);

  const redo = useCallback(() => {
    end();
    history.redo();
  }, [history, end]);

  return { begin, end, touch, undo, redo, canUndo: canUndo || isOpen, canRedo };
}
