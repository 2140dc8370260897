// A reverse proxy that keeps `Host` and records every request with its reply.

import { EventEmitter } from "node:events";
import { createServer, request as send } from "node:http";
import { buffer } from "node:stream/consumers";
import { when } from "../../../examples/web/launch/wait.mjs";
import { listen } from "./listen.mjs";

const LIMIT = 20_000;

export class Recorder {
  #events = new EventEmitter().setMaxListeners(0);

  /** The requests in their order; `status` and `reply` are absent until the reply is there. */
  requests = [];

  /** `target` is the origin of the server behind the proxy. It can change later. */
  constructor(target) {
    this.target = target;
  }

  /** Passes a request on, for a server of `node:http` or `node:https`. */
  async pass(request, response) {
    const { method, url, headers } = request;
    const entry = { method, url, headers };
    this.requests.push(entry);
    try {
      const { status, rawHeaders, headers, body } = await this.#forward(request, await buffer(request));
      Object.assign(entry, { status, reply: { headers, text: body.toString("utf8") } });
      response.writeHead(status, rawHeaders).end(body);
    } catch {
      response.destroy();
    }
    this.#events.emit("reply");
  }

  #forward({ method, url, rawHeaders }, body) {
    return new Promise((resolve, reject) => {
      send(new URL(url, this.target), { method, headers: rawHeaders })
        .once("error", reject)
        .once("response", (reply) => {
          const { statusCode: status, headers, rawHeaders } = reply;
          buffer(reply).then((body) => resolve({ status, headers, rawHeaders, body }), reject);
        })
        .end(body);
    });
  }

  /** The requests for `url` so far. */
  to(url) {
    return this.requests.filter((entry) => entry.url === url);
  }

  /** Resolves once `count` requests for `url` have their replies. */
  async replied(url, count) {
    await when(
      LIMIT,
      `${count} replies to requests for ${url}`,
      () => this.to(url).filter(({ status }) => status).length >= count,
      (look) => {
        this.#events.on("reply", look);
        return () => this.#events.off("reply", look);
      },
    );
  }
}

/** Puts a recorder in front of `target`, on a port of its own. */
export async function record(target) {
  const recorder = new Recorder(target);
  const server = createServer((request, response) => recorder.pass(request, response));
  recorder.origin = `http://127.0.0.1:${await listen(server)}`;
  recorder.close = () => server.close();
  return recorder;
}
