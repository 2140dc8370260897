import { useCallback, useEffect, useRef, useState } from "react";
import { ApiError } from "./api.ts";

type State<T> = { value: T | null; error: ApiError | null };

/**
 * Something that the application is asked for: at first, when `occasion` changes, when somebody comes back to the window, and by `reload`.
 * Until the new answer is there, and when it does not come, the last one stays. `renew` asks because the last one is known to be wrong: that
 * goes when no new one comes.
 */
export function useResource<T>(load: () => Promise<T>, occasion?: unknown) {
  const [state, setState] = useState<State<T>>({ value: null, error: null });
  const latest = useRef(0);
  const isWrong = useRef(false);

  const reload = useCallback(async () => {
    const turn = ++latest.current;
    try {
      const value = await load();
      if (turn !== latest.current) return;
      isWrong.current = false;
      setState({ value, error: null });
    } catch (error) {
      if (turn !== latest.current) return;
      const known = error instanceof ApiError ? error : new ApiError(0, String(error));
      const isKept = !isWrong.current;
      setState((last) => ({ value: isKept ? last.value : null, error: known }));
    }
  }, [load]);

  const renew = useCallback(() => {
    isWrong.current = true;
    return reload();
  }, [reload]);

  useEffect(() => void reload(), [reload, occasion]);

  useEffect(() => {
    const look = () => void reload();
    window.addEventListener("focus", look);
    return () => window.removeEventListener("focus", look);
  }, [reload]);

  /** An answer that is still under way does not count any more: it may be older than the change. */
  const set = useCallback((change: (last: T | null) => T | null) => {
    latest.current += 1;
    setState((last) => ({ ...last, value: change(last.value) }));
  }, []);

  return { ...state, reload, renew, set };
}
