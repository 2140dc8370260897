// The trials of origins.mjs on one framework, and the numbers for its table.

import assert from "node:assert/strict";
import { within } from "../../examples/web/launch/wait.mjs";
import { expected, OWN_PAGES, TOOLS, waysOf } from "./origin-scenarios.mjs";

const STEP_LIMIT = 20_000;
const PATH = "/api/liveblocks-auth";

export class OriginTrials {
  #browser;
  #endpoint;
  #liveblocks;
  #baseUrl;
  #serial = 0;
  /** How many requests each attempt had made when it ended, by their path. */
  #settled = new Map();
  #clientPages = [];

  /** By the name of a way or of a client: the sums over all attempts. */
  sums = new Map();

  /** `endpoint` and `liveblocks` are recorders; `baseUrl` is the Liveblocks of the clients. */
  constructor({ browser, endpoint, liveblocks, baseUrl }) {
    this.#browser = browser;
    this.#endpoint = endpoint;
    this.#liveblocks = liveblocks;
    this.#baseUrl = baseUrl;
  }

  /** Tries every way on one page. */
  async visit(visit) {
    await this.#signIn(visit);
    const failures = [];
    for (const way of waysOf(visit)) {
      try {
        await this.#attempt(way, visit);
      } catch (error) {
        failures.push(`${way.name}: ${error.message}`);
      }
    }
    if (failures.length > 0) throw new Error(failures.join("\n"));
  }

  async #attempt(way, visit) {
    const { page } = this.#browser;
    const path = this.#nextPath();
    const url = visit.api + path;
    const requests = expected(way, visit);
    const callsBefore = this.#liveblocks.requests.length;

    if (page.url() !== `${visit.page}/`) await page.goto(`${visit.page}/`);
    const read = await within(STEP_LIMIT, "end of the attempt", page.evaluate(way.run, { ...TOOLS, url }));
    await this.#endpoint.replied(path, requests.length);
    if (way.leaves) await page.waitForURL(url);

    const calls = this.#liveblocks.requests.length - callsBefore;
    const seen = this.#settle(path);
    this.#add(way.name, OWN_PAGES.includes(visit) ? { tokens: seen.filter(hasToken).length } : {
      requests: seen.length,
      cookies: seen.filter(({ headers }) => headers.cookie).length,
      calls,
    });
    const token = requests.at(-1).status === 200;
    assert.deepEqual(seen.map(summary), requests);
    assert.equal(calls, token ? 1 : 0, "calls to Liveblocks");
    assert.equal(read?.status, token && !way.blind ? 200 : undefined, "what the page can read");
  }

  /** Enters a room with the official client, on a page that stays open until `end`. */
  async enter(client) {
    const { name, page: origin, api, cookie, ends, ...options } = client;
    await this.#signIn({ api, cookie });
    const path = this.#nextPath();
    const callsBefore = this.#liveblocks.requests.length;

    const page = await this.#browser.context.newPage();
    this.#clientPages.push(page);
    await page.goto(`${origin}/`);
    const entering = page.evaluate(async (options) => (await import("/client.js")).enter(options), {
      ...options,
      endpoint: api + path,
      baseUrl: this.#baseUrl,
    });
    const { status, errors, answers } = await within(STEP_LIMIT, "end of the client's attempt", entering);

    const calls = this.#liveblocks.requests.length - callsBefore;
    const seen = this.#settle(path);
    this.#add(clientName(client), { tokens: seen.filter(hasToken).length });
    assert.equal(status, ends.status, errors.join("; "));
    assert.deepEqual(seen.map(({ method, status }) => `${method} ${status}`), ends.requests);
    assert.equal(calls, status === "connected" ? 1 : 0, "calls to Liveblocks");
    assert.deepEqual(answers.map(({ token, ...answer }) => answer), ends.read);
    assert.equal(errors.length, ends.reason ? 1 : 0, errors.join("; "));
    if (ends.reason) assert.ok(errors[0].includes(ends.reason), errors[0]);
  }

  /** Checks that no attempt sent another request after its end. */
  async end() {
    for (const [path, count] of this.#settled) assert.equal(this.#endpoint.to(path).length, count, path);
    await Promise.all(this.#clientPages.splice(0).map((page) => page.close()));
  }

  async #signIn({ api, cookie }) {
    const { context } = this.#browser;
    await context.clearCookies();
    if (cookie) await context.addCookies([{ name: "session", value: "alice", url: api, ...cookie }]);
  }

  /** A path that tells the requests of one attempt from all others. */
  #nextPath() {
    return `${PATH}?${++this.#serial}`;
  }

  #settle(path) {
    const seen = this.#endpoint.to(path);
    this.#settled.set(path, seen.length);
    return seen;
  }

  #add(name, numbers) {
    const sums = this.sums.get(name) ?? { requests: 0, cookies: 0, calls: 0, tokens: 0 };
    for (const [key, number] of Object.entries(numbers)) sums[key] += number;
    this.sums.set(name, sums);
  }
}

/** The name of a trial with the official client. */
export function clientName({ name }) {
  return `client: ${name}`;
}

/** The parts of a request and its reply that `expected` names. */
function summary({ method, headers, status, reply }) {
  return {
    origin: headers.origin,
    site: headers["sec-fetch-site"],
    cors: reply.headers["access-control-allow-origin"],
    method,
    cookie: headers.cookie,
    status,
    code: json(reply).code,
  };
}

function hasToken({ reply }) {
  return "token" in json(reply);
}

function json({ text }) {
  return text === "" ? {} : JSON.parse(text);
}
