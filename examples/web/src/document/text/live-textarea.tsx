import { useLayoutEffect, useReducer, useRef, type ComponentProps } from "react";
import { caretMover } from "./caret.ts";

type Props = Omit<ComponentProps<"textarea">, "value" | "defaultValue" | "onInput" | "onChange" | "ref"> & {
  value: string;
  /** Somebody typed: the box showed `before` and now shows `after`. The next `value` may have more in it, from others. */
  onEdit: (before: string, after: string) => void;
};

/**
 * A textarea whose text others change, too. The caret stays beside the characters at which it was, and nothing of others is shown in the
 * middle of a composition of an input method, which that would break off.
 */
export function LiveTextarea({ value, onEdit, ...rest }: Props) {
  const box = useRef<HTMLTextAreaElement>(null);
  const shown = useRef("");
  const composing = useRef(false);
  const [, settle] = useReducer((count: number) => count + 1, 0);

  // After each render, not only when `value` changes: an edit may leave it as it was.
  useLayoutEffect(() => {
    if (!box.current || composing.current) return;
    if (box.current.value !== value) show(box.current, value);
    shown.current = value;
  });

  function commit() {
    if (!box.current || composing.current) return;
    const before = shown.current;
    const after = box.current.value;
    shown.current = after;
    if (before !== after) onEdit(before, after);
    settle();
  }

  return (
    <textarea
      {...rest}
      ref={box}
      onInput={commit}
      onCompositionStart={() => {
        composing.current = true;
      }}
      onCompositionEnd={() => {
        composing.current = false;
        commit();
      }}
    />
  );
}

function show(box: HTMLTextAreaElement, value: string): void {
  const { value: before, selectionStart, selectionEnd, selectionDirection } = box;
  box.value = value;
  if (box !== document.activeElement) return; // in some browsers a selection takes the focus
  const moved = caretMover(before, box.value);
  box.setSelectionRange(moved(selectionStart), moved(selectionEnd), selectionDirection);
}
