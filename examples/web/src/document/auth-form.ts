// The two forms in which the Liveblocks client can be told where its tokens come from.

export type AuthForm = "url" | "callback";

/** What the endpoint said, as far as the client does not pass it on. */
export type Answer = { status: number; code: string | null };

export const ENDPOINT = "/api/liveblocks-auth";

/**
 * The callback form. The client looks at the JSON only: `{ token }` connects, `{ error: "forbidden", reason }` ends the attempt, and anything
 * else, even an exception, is tried again. So the JSON of the endpoint is returned as it is.
 */
export function askWithHeader(apiToken: string, onAnswer: (answer: Answer) => void) {
  return async (room?: string) => {
    const response = await fetch(ENDPOINT, {
      method: "POST",
      headers: { "Content-Type": "application/json", Authorization: `Bearer ${apiToken}` },
      credentials: "omit",
      body: JSON.stringify({ room }),
    });
    const json = await response.json();
    onAnswer({ status: response.status, code: typeof json.code === "string" ? json.code : null });
    return json;
  };
}
