// A connection to an application that the client keeps open.

import { connect } from "node:net";

const POST = "POST /api/liveblocks-auth HTTP/1.1\r\nHost: localhost\r\n";

/** What a client can have sent on it. */
export const SENT = {
  nothing: "",
  "a whole request": "GET /api/me HTTP/1.1\r\nHost: localhost\r\n\r\n",
  "half a head": POST,
  "half a body": `${POST}Content-Type: application/json\r\nContent-Length: 99\r\n\r\n{`,
};

/** Resolves once the application has accepted a later connection, too. */
export async function keepOpen(example, sent) {
  const { hostname: host, port } = new URL(example.origin);
  const socket = connect({ host, port });
  socket.on("error", () => {}); // the application can reset it at its end
  await new Promise((resolve) => socket.write(sent, resolve));
  await (await fetch(`${example.origin}/api/me`)).text();
}
