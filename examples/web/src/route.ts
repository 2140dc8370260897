// The address of a view is the hash: `#/` is the list of documents, `#/<room>` is a document.

import { useSyncExternalStore } from "react";

export const DOCUMENTS = "#/";

export function documentHref(room: string): string {
  return `#/${encodeURIComponent(room).replaceAll("%3A", ":")}`;
}

/** The room of the document that the address names; `null` for the list. */
export function useRoomInAddress(): string | null {
  const hash = useSyncExternalStore(subscribe, () => window.location.hash);
  return roomOf(hash);
}

function roomOf(hash: string): string | null {
  const path = hash.replace(/^#\/?/, "");
  if (path === "") return null;
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

function subscribe(onChange: () => void): () => void {
  window.addEventListener("hashchange", onChange);
  return () => window.removeEventListener("hashchange", onChange);
}
