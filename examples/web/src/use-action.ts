import { useState } from "react";
import { ApiError } from "./api.ts";
import { sentence } from "./words.ts";

/** Something that a person does and that can fail: whether it is under way, and what went wrong the last time. */
export function useAction() {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);

  /** Resolves with whether it worked. A second one does not begin while the first is under way. */
  async function run(action: () => Promise<void>): Promise<boolean> {
    if (busy) return false;
    setBusy(true);
    setProblem(null);
    try {
      await action();
      return true;
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      setProblem(sentence(error.message));
      return false;
    } finally {
      setBusy(false);
    }
  }

  /** What went wrong is of no interest any more. */
  const forget = () => setProblem(null);

  return { busy, problem, run, forget };
}
