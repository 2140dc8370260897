import type { Status } from "@liveblocks/client";
import { useStatus } from "@liveblocks/react";

const WORDS: Record<Status, string> = {
  initial: "Not connected yet",
  connecting: "Connecting…",
  connected: "Connected",
  reconnecting: "Connection lost, trying again…",
  disconnected: "Disconnected",
};

export function Connection() {
  const status = useStatus();
  return (
    <p className="connection" role="status" data-testid="status" data-status={status}>
      {WORDS[status]}
    </p>
  );
}
