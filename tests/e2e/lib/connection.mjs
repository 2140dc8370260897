// A connection to an application that the client keeps open.

import { request as send } from "node:http";
import { connect } from "node:net";

const AUTH = "POST /api/liveblocks-auth HTTP/1.1\r\nHost: localhost\r\n";
const LOGIN = "POST /api/login HTTP/1.1\r\nHost: localhost\r\n";
const REQUEST = "GET /api/me HTTP/1.1\r\nHost: localhost\r\n\r\n";
const HALF = "Content-Type: application/json\r\nContent-Length: 99\r\n\r\n{";

/** What a client can have sent on it. */
export const SENT = {
  nothing: "",
  "a whole request": REQUEST,
  "half a head": AUTH,
  "half a head after a request": REQUEST + AUTH,
  "half a body": AUTH + HALF,
  "half a body of a login": LOGIN + HALF,
};

/** Resolves once the application has accepted a later connection, too. */
export async function keepOpen(example, sent) {
  await new Promise((resolve) => open(example.origin).write(sent, resolve));
  await (await fetch(`${example.origin}/api/me`)).text();
}

/** Sends `sent` and nothing more. Resolves with the status of the reply. */
export async function statusOf(origin, sent) {
  const socket = open(origin);
  socket.write(sent);
  let reply = "";
  for await (const bytes of socket) reply += bytes;
  return Number(reply.split(" ")[1]);
}

export function open(origin) {
  const { hostname: host, port } = new URL(origin);
  const socket = connect({ host, port });
  socket.on("error", () => {}); // the application can reset it at its end
  return socket;
}

/** Sends a request on a connection of its own. Resolves with the status and the milliseconds that it took. */
export async function timed(origin, { path, body, headers }) {
  const started = performance.now();
  const status = await new Promise((resolve, reject) => {
    const method = body ? "POST" : "GET";
    headers = { ...headers, ...(body && { "Content-Type": "application/json", "Content-Length": body.length }) };
    send(new URL(path, origin), { method, headers, agent: false }, (response) => {
      response.resume().once("end", () => resolve(response.statusCode));
    }).once("error", reject).end(body);
  });
  return { status, took: performance.now() - started };
}
