// The official client, told in either form where its tokens come from.

import { createClient } from "@liveblocks/client";
import WebSocket from "ws";
import { Endpoint } from "./endpoint.mjs";
import { bearer, fromPage, signIn } from "./people.mjs";
import { RoomVisit } from "./room-visit.mjs";

/** The two forms of `authEndpoint`; each takes a person, or nobody, and resolves with the options of the client. */
const FORMS = {
  async URL({ example, endpoint, person }) {
    const headers = person ? (await signIn(example, person)).headers : fromPage(example);
    return {
      authEndpoint: endpoint.url,
      polyfills: { fetch: (input, init) => endpoint.fetch(input, init, headers), WebSocket },
    };
  },

  // As in the client's documentation: the status is not looked at, only the JSON counts.
  async callback({ endpoint, person, fields }) {
    const headers = { "Content-Type": "application/json", ...(person && bearer(person)) };
    return {
      authEndpoint: async (room) => {
        const body = JSON.stringify({ room, ...fields });
        const response = await endpoint.fetch(endpoint.url, { method: "POST", headers, body });
        return await response.json();
      },
      polyfills: { fetch: (input, init) => fetch(input, init), WebSocket },
    };
  },
};

/** A client of `person` (left out: nobody is signed in); `fields` join the body in the callback form. */
export async function openClient({ example, devServer, form, person, fields }) {
  const endpoint = new Endpoint(example.endpoint);
  const options = await FORMS[form]({ example, endpoint, person, fields });
  const client = createClient({ ...options, baseUrl: devServer.url });
  const visits = [];
  return {
    client,
    endpoint,
    enter(roomId) {
      const visit = new RoomVisit(client, roomId);
      visits.push(visit);
      return visit;
    },
    close() {
      for (const visit of visits) visit.leave();
    },
  };
}
