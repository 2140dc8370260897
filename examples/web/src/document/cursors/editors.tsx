import { shallow, useOthers } from "@liveblocks/react";
import { tint } from "../../parts/tint.ts";
import { listed } from "../../words.ts";

type Editor = Liveblocks["UserMeta"]["info"];

/** Those others who are editing this: `"text"`, or a note by its id. Somebody with two windows counts once. */
export function useEditors(target: string): Editor[] {
  return useOthers((others) => {
    const here = others.filter(({ presence }) => presence.focus === target);
    return [...new Map(here.map(({ id, info }) => [id, info])).values()];
  }, shallow);
}

export function EditorTags({ editors, doing }: { editors: Editor[]; doing: string }) {
  const [first] = editors;
  if (!first) return null;
  const are = editors.length > 1 ? "are" : "is";
  return (
    <p className="editors" style={tint(first.color)}>
      {listed(editors.map(({ name }) => name))} {are} {doing}
    </p>
  );
}
