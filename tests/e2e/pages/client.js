// The official client in a page.

import { createClient } from "@liveblocks/client";

/** The two forms of `authEndpoint`. The callback keeps each answer as the page could read it. */
const FORMS = {
  URL: ({ endpoint }) => endpoint,

  callback: ({ endpoint, bearer }, answers) => async (room) => {
    const response = await fetch(endpoint, {
      method: "POST",
      credentials: bearer ? "omit" : "include",
      headers: { "Content-Type": "application/json", ...(bearer && { Authorization: `Bearer ${bearer}` }) },
      body: JSON.stringify({ room }),
    });
    const answer = await response.json();
    answers.push({ status: response.status, ...answer });
    return answer;
  },
};

/** Enters a room; resolves once the client is connected, or has said why it gave up. */
export async function enter({ form, baseUrl, room: id, ...options }) {
  const answers = [];
  const errors = [];
  const client = createClient({ baseUrl, authEndpoint: FORMS[form](options, answers) });
  const { room } = client.enterRoom(id, { initialPresence: {} });
  await new Promise((resolve) => {
    const look = () => {
      const status = room.getStatus();
      if (status === "connected" || (status === "disconnected" && errors.length > 0)) resolve();
    };
    room.subscribe("status", look);
    room.subscribe("error", ({ message }) => {
      errors.push(message);
      look();
    });
  });
  return { status: room.getStatus(), errors, answers };
}
