import { useRef, type FocusEvent, type KeyboardEvent } from "react";
import type { Me } from "../api.ts";
import { sentence } from "../words.ts";
import { Icon } from "./icon.tsx";

/** Where tokens come from: a word, and the whole sentence on demand. */
export function TokenSource({ issuer, tokens, server }: Pick<Me, "issuer" | "tokens" | "server">) {
  const details = useRef<HTMLDetailsElement>(null);
  const close = () => details.current?.removeAttribute("open");
  const closeOnEscape = (event: KeyboardEvent) => {
    if (event.key === "Escape") close();
  };
  const closeWhenLeft = (event: FocusEvent) => {
    if (!details.current?.contains(event.relatedTarget)) close();
  };
  return (
    <details ref={details} className="source" data-testid="token-source" onKeyDown={closeOnEscape} onBlur={closeWhenLeft}>
      <summary>
        <Icon name="key" />
        <span>
          Tokens: {issuer}
        </span>
      </summary>
      <div className="card" tabIndex={-1}>
        <p>
          <strong>Where tokens come from.</strong> {sentence(tokens)}
        </p>
        <p className="soft">{server ? `This page connects to ${server}.` : "There is no Liveblocks server for this page to connect to."}</p>
      </div>
    </details>
  );
}
