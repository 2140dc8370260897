// The network between an application and PostgreSQL, which can fall silent.

import { EventEmitter } from "node:events";
import { connect, createServer } from "node:net";
import { when } from "../../../examples/web/launch/wait.mjs";
import { listen } from "./listen.mjs";

/** The message Sync, with which sqlx tests a connection before it runs a query. */
const PING = Buffer.from("S\0\0\0\x04", "latin1");

/** Puts a proxy in front of the server of `database`; `url` is the database behind it. */
export async function startNetwork(database) {
  const network = new Network(database);
  const server = createServer((client) => network.pass(client));
  network.url.host = `127.0.0.1:${await listen(server)}`;
  return network;
}

class Network {
  #server;
  #events = new EventEmitter();
  #failing = false;
  #silent = 0;

  constructor(database) {
    this.url = new URL(database);
    this.url.searchParams.set("sslmode", "disable"); // a ping must be recognizable
    this.#server = { host: this.url.hostname, port: this.url.port };
  }

  /** From now on, each connection falls silent at its next query. Pings still pass, so that the pool hands all connections out. */
  fail() {
    this.#failing = true;
    this.#silent = 0;
  }

  /** From now on, new connections work. The silent ones stay silent: the bytes are lost. */
  heal() {
    this.#failing = false;
  }

  /** Resolves once `count` connections have fallen silent since the failure. */
  async silent(count, limit) {
    await when(limit, `${count} silent connections`, () => this.#silent >= count, (look) => {
      this.#events.on("silent", look);
      return () => this.#events.off("silent", look);
    });
  }

  pass(client) {
    const server = connect(this.#server);
    let silent = false;
    client.on("data", (bytes) => {
      if (!silent && this.#failing && !bytes.equals(PING)) {
        silent = true;
        this.#silent += 1;
        this.#events.emit("silent");
      }
      if (!silent) server.write(bytes);
    });
    server.on("data", (bytes) => client.write(bytes));
    for (const [one, other] of [[client, server], [server, client]]) {
      one.on("error", () => {});
      one.on("close", () => other.destroy());
    }
  }
}
