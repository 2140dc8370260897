// Waiting for something to happen, always with a limit and a name for the error message.

import { setTimeout as delay } from "node:timers/promises";

export { delay };

/** Rejects with `what` when `promise` has not settled within `limit` milliseconds. */
export async function within(limit, what, promise) {
  let timer;
  const expired = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no ${what} within ${limit} ms`)), limit);
  });
  try {
    return await Promise.race([promise, expired]);
  } finally {
    clearTimeout(timer);
  }
}

/** Resolves with the first truthy value of `probe`, asked again each time `subscribe`'s callback is called. */
export async function when(limit, what, probe, subscribe) {
  let stop;
  const seen = new Promise((resolve, reject) => {
    const look = () => {
      try {
        const value = probe();
        if (value) resolve(value);
      } catch (error) {
        reject(error);
      }
    };
    stop = subscribe(look);
    look();
  });
  try {
    return await within(limit, what, seen);
  } finally {
    stop();
  }
}
