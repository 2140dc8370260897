import { useEffect, useRef, type ReactNode } from "react";

/** The title that came with the page. */
let first: HTMLHeadingElement | null = null;

/**
 * The title of a view. When the view comes up and what had the focus is gone, it takes the focus, so that the keyboard and a screen reader go on
 * from there; but not right after the page has been loaded.
 */
export function Heading({ title, children }: { title: string; children?: ReactNode }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    first ??= heading.current; // in StrictMode it comes here twice
    if (heading.current === first || document.activeElement !== document.body) return;
    heading.current?.focus({ preventScroll: true });
    window.scrollTo(0, 0);
  }, []);
  useEffect(() => {
    document.title = `${title} · liveblocks-auth demo`;
  }, [title]);
  return (
    <h1 ref={heading} tabIndex={-1}>
      {children ?? title}
    </h1>
  );
}
