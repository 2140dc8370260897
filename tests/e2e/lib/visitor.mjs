// One person in a window of their own: what they can do on the page, and a record of what the page
// asked the endpoint.

import assert from "node:assert/strict";
import { complaintsOf } from "./browser.mjs";
import { decodeClaims } from "./claims.mjs";

const STEP_LIMIT = 30_000;
const AUTH = "/api/liveblocks-auth";

export class Visitor {
  #context;
  #answers = [];

  /** Requests to the endpoint in their order, each with its answer. */
  asked = [];

  static async arrive(browser, example, options) {
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, reducedMotion: "reduce", ...options });
    const visitor = new Visitor(context, await context.newPage(), example);
    await visitor.page.goto(example.origin);
    return visitor;
  }

  constructor(context, page, example) {
    this.#context = context;
    this.page = page;
    this.example = example;
    this.complaints = complaintsOf(page);
    page.setDefaultTimeout(STEP_LIMIT);
    page.on("request", (request) => {
      if (new URL(request.url()).pathname === AUTH) this.#answers.push(this.#record(request));
    });
  }

  async #record(request) {
    const entry = { body: JSON.parse(request.postData()) };
    this.asked.push(entry);
    const headers = await request.allHeaders();
    entry.method = request.method();
    entry.contentType = headers["content-type"];
    entry.shown = ["authorization", "cookie"].filter((name) => name in headers);
    const response = await request.response();
    if (!response) return; // the application was down
    entry.status = response.status();
    const { "content-type": type, "cache-control": cache, "retry-after": retry } = response.headers();
    entry.headers = { type, cache, retry };
    const { token, ...rest } = await response.json();
    entry.answer = token === undefined ? rest : { claims: decodeClaims(token) };
  }

  /** The claims of the tokens that came, once every answer is there. */
  async claims() {
    await Promise.all(this.#answers);
    return this.asked.flatMap(({ answer }) => answer?.claims ?? []);
  }

  at(testId) {
    return this.page.getByTestId(testId);
  }

  async signIn(id) {
    await this.at(`login-${id}`).click();
    await this.at("documents").or(this.at("document")).or(this.at("refusal")).first().waitFor();
  }

  async signOut() {
    await this.at("logout").click();
    await this.at("login-form").waitFor();
  }

  /** Goes to a document by its link, as from a bookmark; resolves when it is there. */
  async open(room) {
    await this.goTo(room);
    await this.connected();
  }

  /** Goes to a document by its link, wherever that ends. */
  async goTo(room) {
    await this.page.goto(`${this.example.origin}/#/${room}`);
  }

  async leave() {
    await this.page.goto(`${this.example.origin}/#/`);
    await this.at("documents").waitFor();
  }

  async connected() {
    await this.page.locator('[data-testid="status"][data-status="connected"]').waitFor();
    await this.at("self").waitFor({ state: "attached" });
  }

  /** What the page shows of `useSelf`. */
  async self() {
    return JSON.parse(await this.at("self").textContent());
  }

  /** The words for each state of the connection since the document was opened, in their order. */
  async history() {
    return (await this.at("status-history").textContent()).trim();
  }

  /** Opens the part of the page that shows what is under the hood. */
  async lookUnderTheHood() {
    await this.at("under-the-hood").evaluate((details) => (details.open = true));
  }

  /** Moves the pointer into the middle of something. */
  async pointAt(testId, dx = 0, dy = 0) {
    await this.at(testId).scrollIntoViewIfNeeded();
    const { x, y, width, height } = await this.at(testId).boundingBox();
    await this.page.mouse.move(x + width / 2 + dx, y + height / 2 + dy, { steps: 4 });
  }

  /** Waits until the text of the document has this in it. */
  async reads(text) {
    const handle = await this.at("text").elementHandle();
    await this.page.waitForFunction(([area, wanted]) => area.value.includes(wanted), [handle, text]);
  }

  /** The requests and answers, comparable with those of another run. */
  async transcript() {
    await Promise.all(this.#answers);
    return this.asked.map((entry) => JSON.parse(JSON.stringify(entry), (key, value) => {
      if (key === "claims") {
        const { iat, exp, jti, ...claims } = value;
        assert.match(jti, /^[\w-]{8,}$/);
        return { ...claims, lifetime: exp - iat };
      }
      return typeof value === "string" ? value.replace(/^person-[0-9a-f]{16}$/, "person-…") : value;
    }));
  }

  async close() {
    await this.#context.close();
  }
}
