import { useEffect, useState } from "react";
import { createPortal } from "react-dom";
import type { Status } from "@liveblocks/client";
import { LiveblocksProvider, RoomProvider, useErrorListener, useRoom } from "@liveblocks/react";
import type { Document, Person } from "../api.ts";
import { askWithHeader, ENDPOINT, type Answer } from "./auth-form.ts";
import { DocumentHeader } from "./header.tsx";
import { refusalOf, type Refusal } from "./refusal.ts";
import { RoomDetails } from "./room-details.tsx";
import { startOf } from "./start.ts";
import { Workspace } from "./workspace.tsx";

// How often one's own pointer and changes are sent, in milliseconds.
const THROTTLE = 50;

type Props = {
  room: string;
  document: Document | null;
  person: Person;
  server: string;
  /** Asks with this token in a header; `null`: with the session cookie. */
  apiToken: string | null;
  onRefused: (refusal: Refusal) => void;
  /** `isFirst`: a connection has begun. */
  onStatus: (status: Status, isFirst: boolean) => void;
  onShared: (document: Document) => void;
  detailsSlot: HTMLElement | null;
};

/** One entry into a document. It has a client of its own, and so asks for a token of its own. */
export function Visit({ room, document, person, server, apiToken, onRefused, onStatus, onShared, detailsSlot }: Props) {
  const [answers] = useState<{ last: Answer | null }>({ last: null });
  const title = document?.title ?? room;
  const authEndpoint = apiToken === null ? ENDPOINT : askWithHeader(apiToken, (answer) => (answers.last = answer));
  return (
    <LiveblocksProvider authEndpoint={authEndpoint} baseUrl={server} throttle={THROTTLE} badgeLocation="bottom-left">
      <RefusalWatch onRefused={(message, code) => onRefused(refusalOf(message, code, answers.last))} />
      <RoomProvider
        id={room}
        initialPresence={{ cursor: null, focus: null }}
        initialStorage={() => startOf(title, person.name)}
      >
        <StatusWatch onStatus={onStatus} />
        <DocumentHeader room={room} document={document} onShared={onShared} />
        <Workspace />
        {detailsSlot && createPortal(<RoomDetails />, detailsSlot)}
      </RoomProvider>
    </LiveblocksProvider>
  );
}

function RefusalWatch({ onRefused }: { onRefused: (message: string, code: number) => void }) {
  useErrorListener(({ message, context }) => {
    if (context.type === "ROOM_CONNECTION_ERROR") onRefused(message, context.code);
  });
  return null;
}

// Listens to the room itself: a status that lasts for a moment only would not be rendered.
function StatusWatch({ onStatus }: { onStatus: (status: Status, isFirst: boolean) => void }) {
  const room = useRoom();
  useEffect(() => {
    onStatus(room.getStatus(), true);
    return room.subscribe("status", (status) => onStatus(status, false));
  }, [room, onStatus]);
  return null;
}
