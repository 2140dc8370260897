import { useCallback, useEffect, useRef, useState } from "react";
import { ApiError } from "./api.ts";

type State<T> = { value: T | null; error: ApiError | null };

/**
 * Something that the application is asked for: at first, when `occasion` changes, and by `reload`. Until the new answer is there, and when it
 * does not come, the last one stays.
 */
export function useResource<T>(load: () => Promise<T>, occasion?: unknown) {
  const [state, setState] = useState<State<T>>({ value: null, error: null });
  const latest = useRef(0);

  const reload = useCallback(async () => {
    const turn = ++latest.current;
    const settle = (change: (last: State<T>) => State<T>) => {
      if (turn === latest.current) setState(change);
    };
    try {
      const value = await load();
      settle(() => ({ value, error: null }));
    } catch (error) {
      const known = error instanceof ApiError ? error : new ApiError(0, String(error));
      settle((last) => ({ ...last, error: known }));
    }
  }, [load]);

  useEffect(() => void reload(), [reload, occasion]);

  const set = useCallback((change: (last: T | null) => T | null) => {
    setState((last) => ({ ...last, value: change(last.value) }));
  }, []);

  return { ...state, reload, set };
}
