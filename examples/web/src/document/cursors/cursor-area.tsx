import type { PointerEvent, ReactNode } from "react";
import { useOthers, useUpdateMyPresence } from "@liveblocks/react";
import { tint } from "../../parts/tint.ts";
import type { Area } from "../liveblocks-types.ts";

type Props = { area: Area; className?: string; testId?: string; children: ReactNode };

/** A part of the document over which everybody sees the pointers of the others. */
export function CursorArea({ area, className = "", testId, children }: Props) {
  const updatePresence = useUpdateMyPresence();

  function move(event: PointerEvent<HTMLDivElement>) {
    const { left, top } = event.currentTarget.getBoundingClientRect();
    updatePresence({ cursor: { area, x: Math.round(event.clientX - left), y: Math.round(event.clientY - top) } });
  }

  return (
    <div
      className={`cursor-area ${className}`}
      data-testid={testId}
      onPointerMove={move}
      onPointerLeave={() => updatePresence({ cursor: null })}
    >
      {children}
      <Cursors area={area} />
    </div>
  );
}

/** For the eyes only: who is here is told by the list of people. */
function Cursors({ area }: { area: Area }) {
  const others = useOthers();
  return (
    <div className="cursors" aria-hidden="true">
      {others.map(({ connectionId, info, presence: { cursor } }) => {
        if (cursor?.area !== area) return null;
        const style = { ...tint(info.color), "--x": `${cursor.x}px`, "--y": `${cursor.y}px` };
        return (
          <div key={connectionId} className="cursor" style={style} data-testid={`cursor-${connectionId}`}>
            <svg viewBox="0 0 16 16">
              <path d="M2 1.5 14 8 8.5 9.5 6 14.5Z" />
            </svg>
            <span>{info.name}</span>
          </div>
        );
      })}
    </div>
  );
}
