import { useState } from "react";
import { sentence } from "../words.ts";
import { Heading } from "./heading.tsx";

/** Nothing can be shown, because the application did not answer, or not well. */
export function Unreachable({ reason, retry }: { reason: string; retry: () => Promise<void> }) {
  const [busy, setBusy] = useState(false);
  async function again() {
    setBusy(true);
    await retry();
    setBusy(false);
  }
  return (
    <main className="wrap narrow alone">
      <div className="card calm" data-testid="unreachable">
        <Heading title="Just a moment" />
        <p className="soft">{sentence(reason)} Perhaps it is being started again; nothing of yours is lost.</p>
        <button type="button" className="primary" onClick={() => void again()} aria-disabled={busy}>
          {busy ? "Trying…" : "Try again"}
        </button>
      </div>
    </main>
  );
}
