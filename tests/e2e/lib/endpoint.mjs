// A fetch for the auth endpoint that keeps a record: what was asked, and what came back.

import { EventEmitter } from "node:events";
import { decodeClaims } from "./claims.mjs";
import { when } from "../../../examples/web/launch/wait.mjs";

export class Endpoint {
  #events = new EventEmitter().setMaxListeners(0);

  /** One entry per request, in the order of the requests; `status` and `answer` are absent until answered. */
  requests = [];

  constructor(url) {
    this.url = url;
  }

  /** Same as the global `fetch`; requests to the endpoint carry `headers` too and are recorded. */
  fetch(input, init, headers) {
    return String(input) === this.url ? this.#ask(init, headers) : fetch(input, init);
  }

  async #ask(init, headers) {
    const request = { body: init.body };
    this.requests.push(request);
    try {
      const response = await fetch(this.url, { ...init, headers: { ...init.headers, ...headers } });
      const text = await response.clone().text();
      request.status = response.status;
      request.answer = parse(text);
      return response;
    } catch (error) {
      request.failed = error;
      throw error;
    } finally {
      this.#events.emit("settled");
    }
  }

  /** Tokens handed out so far, as the client received them. */
  get tokens() {
    return this.requests.flatMap(({ answer }) => answer?.token ?? []);
  }

  /** The claims of those tokens. */
  get claims() {
    return this.tokens.map(decodeClaims);
  }

  /** Resolves once `count` requests have failed without any answer. */
  async failures(count, limit) {
    await when(
      limit,
      `${count} failed requests`,
      () => this.requests.filter(({ failed }) => failed).length >= count,
      (look) => {
        this.#events.on("settled", look);
        return () => this.#events.off("settled", look);
      },
    );
  }
}

function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
