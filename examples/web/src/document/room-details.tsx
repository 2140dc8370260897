import { useState } from "react";
import { LiveList } from "@liveblocks/client";
import { shallow, useMutation, useRoom, useSelf } from "@liveblocks/react";

/** What only an open room knows, for "Under the hood". */
export function RoomDetails() {
  const room = useRoom();
  const self = useSelf(({ connectionId, id, info, canWrite }) => ({ connectionId, id, info, canWrite }), shallow);
  return (
    <>
      <section>
        <h3>
          <code>useSelf()</code>
        </h3>
        <p className="soft">What the server took from your token.</p>
        <pre data-testid="self" tabIndex={0}>
          {JSON.stringify(self, null, 2)}
        </pre>
      </section>
      <section>
        <h3>Try</h3>
        <p className="soft">Drops the connection and makes a new one. A token that is still good is used again.</p>
        <button type="button" data-testid="reconnect" onClick={() => room.reconnect()}>
          Reconnect
        </button>
        {self?.canWrite === false && <WriteAnyway />}
      </section>
    </>
  );
}

/** The client itself refuses a viewer. So does the cloud, by the token; the dev server would take the write from a client that does not. */
function WriteAnyway() {
  const [refused, setRefused] = useState<string | null>(null);

  const write = useMutation(({ storage }) => {
    // A viewer may be the first in a document, which has no text then, whatever the type says.
    const text: LiveList<string> | undefined = storage.get("text");
    if (text) text.push("!");
    else storage.set("text", new LiveList(["!"]));
  }, []);

  function attempt() {
    try {
      write();
      setRefused(null);
    } catch (error) {
      setRefused(error instanceof Error ? error.message : String(error));
    }
  }

  return (
    <>
      <button type="button" data-testid="write-anyway" onClick={attempt}>
        Try to write anyway
      </button>
      <div role="status">
        {refused && (
          <p className="problem" data-testid="write-refused">
            {refused}
          </p>
        )}
      </div>
    </>
  );
}
