// What an application must give the official client. Every scenario stands alone, so that all can
// run at once.
//
// `ctx.open({ person, fields })` opens a client in the form under test, `ctx.profile(person)` asks
// the application who that is, and `ctx.ownExample()` starts another instance of the application
// for a scenario that stops it. `ctx.signIn(person)`, `ctx.signOut(session)`, `ctx.ask(headers,
// room)` and `ctx.post(path, body, headers)` do without the client.

import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { delay } from "../../examples/web/launch/wait.mjs";

const ROADMAP = "acme:docs:roadmap";
const LAUNCH_PLAN = "acme:docs:launch-plan";
const BOTH_FORMS = ["URL", "callback"];
const QUIET_TIME = 5_000;
const RETRY_LIMIT = 20_000;

export const scenarios = [
  {
    name: "an editor enters a document and sees their own id and info",
    forms: BOTH_FORMS,
    async run(ctx) {
      const { id, name, color } = await ctx.profile("emil");
      const emil = await ctx.open({ person: "emil" });
      const self = await emil.enter(ROADMAP).self();
      assert.equal(self.id, id);
      assert.equal(self.id, "emil");
      assert.deepEqual(self.info, { name, color });
      assert.equal(self.canWrite, true);
      assert.equal(emil.endpoint.requests.length, 1);
      assert.deepEqual(JSON.parse(emil.endpoint.requests[0].body), { room: ROADMAP });
    },
  },
  {
    name: "a viewer gets in and cannot write",
    forms: BOTH_FORMS,
    async run(ctx) {
      const vera = await ctx.open({ person: "vera" });
      const self = await vera.enter(ROADMAP).self();
      assert.equal(self.id, "vera");
      assert.equal(self.canWrite, false);
    },
  },
  {
    name: "a stranger is refused and the client stops after exactly one request",
    forms: BOTH_FORMS,
    async run(ctx) {
      await refusedForGood(await ctx.open({ person: "gustav" }), { status: 403, code: "denied" });
    },
  },
  {
    name: "nobody signed in is refused and the client stops after exactly one request",
    forms: BOTH_FORMS,
    async run(ctx) {
      await refusedForGood(await ctx.open({}), { status: 401, code: "unauthenticated" });
    },
  },
  {
    name: "a header reaches the resolver and a body field reaches the policy",
    forms: ["callback"],
    async run(ctx) {
      const plain = await ctx.open({ person: "emil" });
      const narrowed = await ctx.open({ person: "emil", fields: { read_only: true } });
      const [writer, reader] = await Promise.all([plain.enter(ROADMAP).self(), narrowed.enter(ROADMAP).self()]);
      assert.deepEqual([writer.id, writer.canWrite], ["emil", true]);
      assert.deepEqual([reader.id, reader.canWrite], ["emil", false]);
    },
  },
  {
    name: "a session ends with its logout or the next login, and a wrong token does not fall back to it",
    forms: ["URL"],
    async run(ctx) {
      const emil = await ctx.signIn("emil");
      assert.equal(await ctx.ask(emil.headers, ROADMAP), 200);
      assert.equal(await ctx.ask({ ...emil.headers, Authorization: "Bearer demo-token-nobody" }, ROADMAP), 401);

      const nora = await ctx.signIn("nora", emil);
      assert.equal(await ctx.ask(emil.headers, ROADMAP), 401, "the session that another login ended");
      assert.equal(await ctx.ask(nora.headers, ROADMAP), 403);

      await ctx.signOut(nora);
      assert.equal(await ctx.ask(nora.headers, ROADMAP), 401, "the session that was signed out");
    },
  },
  {
    name: "accounts and invitations are answered alike, and count for the next token",
    forms: ["URL"],
    async run(ctx) {
      const edda = await ctx.signIn("edda");
      // Not with a name of any script: here the dev server mints, which fails on it.
      const mia = { name: "Mia", email: `mia-${randomUUID()}@example.org`, password: "correct horse" };
      const invitation = { room: LAUNCH_PLAN, email: mia.email, role: "viewer" };
      const register = (account, headers) => ctx.post("/api/register", account, headers);
      const invite = (body, headers) => ctx.post("/api/invitations", body, headers);
      for (const [answer, status, error] of [
        [await register({ ...mia, name: " " }), 422, "name"],
        [await register({ ...mia, email: "mia" }), 422, "email"],
        [await register({ ...mia, password: "short" }), 422, "password"],
        [await register({ ...mia, email: "edda@example.com" }), 409, "taken"],
        [await register({ name: "Mia" }), 400, "unreadable"],
        [await register(mia, { "Content-Type": "text/plain" }), 400, "unreadable"],
        [await invite(invitation), 401, "unauthorized"],
        [await invite(invitation, edda.headers), 422, "unknown_person"],
        [await invite({ ...invitation, role: "owner" }, edda.headers), 422, "role"],
        [await invite({ ...invitation, role: undefined }, edda.headers), 400, "unreadable"],
        [await invite({ ...invitation, email: "edda@example.com" }, edda.headers), 422, "owner"],
        [await invite({ ...invitation, room: "globex:docs:budget" }, edda.headers), 404, "not_found"],
        [await invite(invitation, (await ctx.signIn("emil")).headers), 403, "forbidden"],
      ]) {
        assert.deepEqual([answer.status, answer.json.error], [status, error]);
        assert.ok(answer.json.reason);
        assert.equal(answer.cache, "no-store");
        assert.equal(answer.cookie, undefined, "nobody is signed in by a refusal");
      }

      const registered = await register(mia);
      assert.deepEqual([registered.status, registered.json.name, registered.cache], [200, mia.name, "no-store"]);
      const headers = { Cookie: registered.cookie };
      assert.equal(await ctx.ask(headers, LAUNCH_PLAN), 403);
      assert.equal((await invite(invitation, edda.headers)).status, 200);
      assert.equal(await ctx.ask(headers, LAUNCH_PLAN), 200);
      assert.equal(await ctx.ask(headers, ROADMAP), 403);
      const { json } = await invite({ ...invitation, role: null }, edda.headers);
      assert.deepEqual(json.members.map(({ id }) => id), ["edda", "emil", "vera"]);
      assert.equal(await ctx.ask(headers, LAUNCH_PLAN), 403);
    },
  },
  {
    name: "a client without a room gets its token",
    forms: BOTH_FORMS,
    async run(ctx) {
      const emil = await ctx.open({ person: "emil" });
      const { inboxNotifications } = await emil.client.getInboxNotifications();
      assert.deepEqual(inboxNotifications, []); // the dev server has none to give, but it took the token
      assert.equal(emil.endpoint.requests.length, 1);
      const [{ body, status }] = emil.endpoint.requests;
      assert.equal(body, "{}");
      assert.equal(status, 200);
      const [claims] = emil.endpoint.claims;
      assert.equal(claims.uid, "emil");
      assert.deepEqual(claims.perms, {});
    },
  },
  {
    name: "two clients in a room see each other's info",
    forms: BOTH_FORMS,
    async run(ctx) {
      const people = ["edda", "emil"];
      const visits = await Promise.all(people.map(async (person) => (await ctx.open({ person })).enter(ROADMAP)));
      const [edda, emil] = await Promise.all(visits.map((visit) => visit.self()));
      const profiles = await Promise.all(people.map((person) => ctx.profile(person)));
      const seen = await Promise.all([visits[1].other(edda.connectionId), visits[0].other(emil.connectionId)]);
      seen.forEach((other, n) => {
        const { id, name, color } = profiles[n];
        assert.equal(other.id, id);
        assert.deepEqual(other.info, { name, color });
      });
    },
  },
  {
    name: "the endpoint goes down and comes up again, and the client recovers",
    forms: BOTH_FORMS,
    async run(ctx) {
      const example = await ctx.ownExample();
      const connected = await ctx.open({ person: "emil", example });
      const before = connected.enter(ROADMAP);
      await before.self();
      const newcomer = await ctx.open({ person: "vera", example });

      await example.stop();
      connected.client.logout(); // drops the cached token, so that a new one is needed
      const after = newcomer.enter(ROADMAP);
      await Promise.all([connected, newcomer].map(({ endpoint }) => endpoint.failures(2, RETRY_LIMIT)));
      assert.deepEqual([before.status, after.status], ["connecting", "connecting"]);

      await example.start();
      const [emil, vera] = await Promise.all([before.self(), after.self()]);
      assert.deepEqual([emil.id, emil.canWrite], ["emil", true]);
      assert.deepEqual([vera.id, vera.canWrite], ["vera", false]);
      for (const { errors, statuses } of [before, after]) {
        assert.deepEqual(errors, []);
        assert.ok(!statuses.includes("disconnected"), statuses.join(" → "));
      }
    },
  },
  {
    name: "two documents in turn get two different tokens",
    forms: BOTH_FORMS,
    async run(ctx) {
      const emil = await ctx.open({ person: "emil" });
      const rooms = [ROADMAP, LAUNCH_PLAN];
      for (const room of rooms) {
        const visit = emil.enter(room);
        await visit.self();
        visit.leave();
      }
      assert.deepEqual(emil.endpoint.requests.map(({ body }) => JSON.parse(body).room), rooms);
      const [first, second] = emil.endpoint.tokens;
      assert.notEqual(first, second);
      assert.deepEqual(emil.endpoint.claims.map(({ perms }) => Object.keys(perms)), [[ROADMAP], [LAUNCH_PLAN]]);
    },
  },
];

/** The client hears the reason of the endpoint, asks no second time, and stays where it is. */
async function refusedForGood(visitor, { status, code }) {
  const visit = visitor.enter(ROADMAP);
  const message = await visit.refusal();
  await delay(QUIET_TIME);
  assert.equal(visitor.endpoint.requests.length, 1, "requests to the endpoint");
  assert.equal(visit.status, "disconnected");
  const [request] = visitor.endpoint.requests;
  assert.equal(request.status, status);
  assert.equal(request.answer.error, "forbidden");
  assert.equal(request.answer.code, code);
  assert.ok(request.answer.reason, "the answer has a reason");
  assert.ok(message.includes(request.answer.reason), `"${message}" does not say "${request.answer.reason}"`);
}
