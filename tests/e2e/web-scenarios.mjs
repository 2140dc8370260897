// What people see of each other in a document. The scenarios run one after the other in the same
// rooms, in this order.
//
// `ctx.arrive(person)` opens a window of its own for a person and signs them in (left out: nobody);
// with `{ example }` at another instance of the application. `ctx.brief` is one whose tokens last
// 34 s; the client uses the first 4. `ctx.picture(visitor, name)` keeps a screenshot.

import assert from "node:assert/strict";
import { delay } from "../../examples/web/launch/wait.mjs";

const ROADMAP = "acme:docs:roadmap";
const LAUNCH_PLAN = "acme:docs:launch-plan";
const BUDGET = "globex:docs:budget";
const NOTE = '[data-testid^="note-"]';
const QUIET_TIME = 4_000;
/** The client counts a token as expired 30 s before it is. */
const BRIEF_TOKEN = 34 - 30;
const STEP_LIMIT = 15_000;
const PAUSE = 700;

export const scenarios = [
  {
    name: "a viewer who comes first finds an empty document and watches",
    async run(ctx) {
      const vera = await ctx.arrive("vera");
      await vera.open(LAUNCH_PLAN);
      assert.equal((await vera.self()).canWrite, false);
      assert.equal(await vera.at("text").inputValue(), "");

      const emil = await ctx.arrive("emil");
      await emil.open(LAUNCH_PLAN);
      await emil.at("text").fill("First things first");
      await vera.reads("First things first");
    },
  },
  {
    name: "two people in two browsers see each other's cursor and name",
    async run(ctx) {
      const edda = await ctx.arrive("edda");
      await edda.at("token-source").filter({ hasText: "local issuer" }).click();
      await edda.at("token-source").getByText("This process mints unsigned development tokens").waitFor();
      await edda.page.keyboard.press("Escape");
      await ctx.picture(edda, "documents");
      await edda.at(`doc-${ROADMAP}`).click();
      await edda.connected();
      const emil = await ctx.arrive("emil");
      await emil.at(`doc-${ROADMAP}`).click();
      await emil.connected();
      await Promise.all([edda.at("avatar-emil").waitFor(), emil.at("avatar-edda").waitFor()]);

      await edda.pointAt("board", -220, 60);
      await emil.pointAt("board", 150, -90);
      await edda.at(`cursor-${(await emil.self()).connectionId}`).filter({ hasText: "Emil" }).waitFor();
      await emil.at(`cursor-${(await edda.self()).connectionId}`).filter({ hasText: "Edda" }).waitFor();
      for (const [visitor, id, name] of [[edda, "edda", "Edda"], [emil, "emil", "Emil"]]) {
        const self = await visitor.self();
        assert.deepEqual([self.id, self.info.name, self.canWrite], [id, name, true]);
      }
      await emil.page.locator(NOTE).nth(1).getByRole("textbox").click();
      await edda.page.locator(NOTE).nth(1).filter({ hasText: "Emil is editing" }).waitFor();
      await edda.page.evaluate(() => window.scrollTo(0, 0));
      await ctx.picture(edda, "two-people-light");
      const background = () => edda.page.evaluate(() => getComputedStyle(document.body).backgroundColor);
      const light = await background();
      await edda.page.emulateMedia({ colorScheme: "dark" });
      assert.notEqual(await background(), light);
      await ctx.picture(edda, "two-people-dark");
    },
  },
  {
    name: "what an editor changes reaches the viewer, whose controls do nothing",
    async run(ctx) {
      const emil = await ctx.arrive("emil");
      await emil.open(ROADMAP);
      const vera = await ctx.arrive("vera");
      await vera.open(ROADMAP);
      assert.equal(await vera.at("text").getAttribute("readonly"), "", "the text can be read");
      assert.ok(await vera.at("add-note").isDisabled(), "no notes can be added");
      await vera.at("read-only-notice").waitFor();
      for (const button of ["undo", "redo"]) assert.ok(await vera.at(button).isDisabled(), button);
      const notes = vera.page.locator(NOTE);
      assert.ok((await notes.count()) > 0);
      for (const note of await notes.all()) {
        assert.equal(await note.getByRole("textbox").getAttribute("readonly"), "");
        for (const button of await note.getByRole("button").all()) assert.ok(await button.isDisabled());
      }

      await emil.at("text").press("Control+End");
      await emil.at("text").pressSequentially("\nWritten by Emil");
      await vera.reads("Written by Emil");
      await seesOneMoreNote(vera, () => emil.at("add-note").click());
      await emil.page.keyboard.type("On a note"); // the new one has the focus
      await noteOf(vera, "On a note").waitFor();
      const beforeMove = await placeOf(noteOf(vera, "On a note"));
      await drag(emil, noteOf(emil, "On a note"), { x: -60, y: 90 });
      const afterMove = await placeOf(noteOf(vera, "On a note"), (place) => place.y === beforeMove.y + 90);
      assert.equal(afterMove.x, beforeMove.x - 60);
      await noteOf(emil, "Who else").getByRole("button", { name: /Delete/ }).click();
      await noteOf(vera, "Who else").waitFor({ state: "detached" });

      // The dev server itself would take the write from a raw socket; that the token says so is
      // what the cloud goes by.
      assert.deepEqual((await vera.claims()).map(({ perms }) => perms), [{ [ROADMAP]: ["*:read"] }]);
      assert.equal((await vera.self()).canWrite, false);
      await vera.lookUnderTheHood();
      await vera.at("write-anyway").click();
      assert.match(await vera.at("write-refused").textContent(), /write/i);
      assert.equal(await vera.at("text").inputValue(), await emil.at("text").inputValue());
      assert.equal(await emil.at("write-anyway").count(), 0);
      await ctx.picture(vera, "a-viewer");
    },
  },
  {
    name: "two people write at once, neither loses anything, and undo takes back one's own",
    async run(ctx) {
      const [edda, emil] = await Promise.all(["edda", "emil"].map((person) => ctx.arrive(person)));
      await Promise.all([edda.open(LAUNCH_PLAN), emil.open(LAUNCH_PLAN)]);
      await edda.at("text").fill("one\ntwo\nthree");
      await emil.reads("one\ntwo\nthree");
      await edda.at("text").press("Control+Home");
      await emil.at("text").press("Control+End");
      await Promise.all([
        edda.at("text").pressSequentially("Edda was here: ", { delay: 30 }),
        emil.at("text").pressSequentially(", says Emil", { delay: 30 }),
      ]);
      const expected = "Edda was here: one\ntwo\nthree, says Emil";
      await Promise.all([edda.reads(expected), emil.reads(expected)]);
      assert.equal(await edda.at("text").inputValue(), expected);
      assert.equal(await emil.at("text").inputValue(), expected);

      // In one line, too, and undo takes back one's own words only.
      await delay(PAUSE); // what is written after a pause is a step of its own
      await edda.at("text").press("Control+End");
      await edda.at("text").pressSequentially(" (Edda agrees)");
      await emil.reads("says Emil (Edda agrees)");
      await emil.at("text").press("Control+End");
      await emil.at("text").pressSequentially(" (Emil too)");
      await edda.reads("(Edda agrees) (Emil too)");
      await edda.at("undo").click();
      await Promise.all([edda, emil].map((one) => one.reads(`${expected} (Emil too)`)));
      await edda.at("redo").click();
      await Promise.all([edda, emil].map((one) => one.reads(`${expected} (Edda agrees) (Emil too)`)));
    },
  },
  {
    name: "a stranger is told why, and asks once",
    async run(ctx) {
      const nora = await ctx.arrive("nora");
      await nora.at(`doc-${ROADMAP}`).click();
      await refused(nora, { status: "403", code: "denied", reason: "you do not have access to this room" });
      await delay(QUIET_TIME);
      assert.equal(nora.asked.length, 1);
      await ctx.picture(nora, "a-refusal");
    },
  },
  {
    name: "an invitation counts at the next entry, and so does taking it back",
    async run(ctx) {
      const edda = await ctx.arrive("edda");
      await edda.open(ROADMAP);
      const nora = await ctx.arrive("nora");
      await nora.goTo(ROADMAP);
      await refused(nora, { code: "denied" });

      await invite(ctx, edda, "nora@example.com", "viewer");
      await nora.at("try-again").click();
      await nora.connected();
      assert.equal((await nora.self()).canWrite, false);
      await nora.at("role").filter({ hasText: "viewer" }).waitFor();

      await invite(ctx, edda, "nora@example.com", "editor");
      assert.equal((await nora.self()).canWrite, false, "the token that is out stays what it is");
      await nora.leave();
      await nora.open(ROADMAP);
      assert.equal((await nora.self()).canWrite, true);
      await nora.at("role").filter({ hasText: "editor" }).waitFor();

      await edda.at("invite").click();
      await ctx.picture(edda, "an-invitation", { fullPage: false });
      await edda.at("member-nora").getByRole("button").click();
      await edda.at("member-nora").waitFor({ state: "detached" });
      await nora.leave();
      await nora.goTo(ROADMAP);
      await refused(nora, { code: "denied" });
    },
  },
  {
    name: "somebody new with a name of any script is invited and seen",
    async run(ctx) {
      const name = "Zoë 李 😀";
      const zoe = await ctx.arrive();
      await register(zoe, { name, email: "zoe@example.org", password: "correct horse" });
      const edda = await ctx.arrive("edda");
      await edda.open(ROADMAP);
      await invite(ctx, edda, "zoe@example.org", "editor");
      await zoe.open(ROADMAP);
      const self = await zoe.self();
      assert.deepEqual([self.info.name, self.canWrite], [name, true]);
      await zoe.pointAt("board");
      await edda.at(`cursor-${self.connectionId}`).filter({ hasText: name }).waitFor();
    },
  },
  {
    name: "who signs out and in as another is another",
    async run(ctx) {
      const visitor = await ctx.arrive("gustav");
      await visitor.open(BUDGET);
      assert.deepEqual(pick(await visitor.self()), { id: "gustav", name: "Gustav", canWrite: true });
      await visitor.signOut();
      await visitor.signIn("edda");
      await visitor.goTo(BUDGET);
      await refused(visitor, { code: "denied" });
      await visitor.open(ROADMAP);
      assert.deepEqual(pick(await visitor.self()), { id: "edda", name: "Edda", canWrite: true });
    },
  },
  {
    name: "nobody signed in is asked to sign in, and lands in the document",
    async run(ctx) {
      const visitor = await ctx.arrive();
      await ctx.picture(visitor, "signing-in");
      await visitor.goTo(ROADMAP);
      await visitor.at("login-form").waitFor();
      await visitor.signIn("vera");
      await visitor.connected();
      assert.equal((await visitor.self()).id, "vera");
      assert.equal(visitor.asked.length, 1);
    },
  },
  {
    name: "who was signed out elsewhere is told so when the next token is due",
    async run(ctx) {
      const vera = await ctx.arrive("vera", { example: ctx.brief });
      await vera.open(ROADMAP);
      await delay(BRIEF_TOKEN * 1000 + 500);
      await vera.lookUnderTheHood();
      // As late as possible: any other request of the page would lead it to the sign-in form.
      await vera.page.evaluate(() => fetch("/api/logout", { method: "POST" }));
      await vera.at("reconnect").click();
      await refused(vera, { status: "401", code: "unauthenticated", reason: "you are not signed in" });
      await delay(QUIET_TIME);
      assert.equal(vera.asked.length, 2);
    },
  },
  {
    name: "the callback form with a bearer header works like the cookie form",
    async run(ctx) {
      const forms = [];
      for (const form of ["auth-url", "auth-callback"]) {
        const emil = await ctx.arrive("emil");
        await emil.open(LAUNCH_PLAN);
        if (form === "auth-callback") await choose(emil, form);
        const request = (await emil.transcript()).at(-1);
        forms.push({ shown: request.shown, body: request.body, self: pick(await emil.self()), history: await emil.history() });
        assert.equal(request.status, 200);
      }
      const [url, callback] = forms;
      assert.deepEqual([url.shown, callback.shown], [["cookie"], ["authorization"]]);
      assert.deepEqual({ ...callback, shown: [] }, { ...url, shown: [] });
    },
  },
  {
    name: "the callback form is refused like the cookie form",
    async run(ctx) {
      const edda = await ctx.arrive("edda");
      await edda.open(ROADMAP);
      await choose(edda, "auth-callback");
      await edda.goTo(BUDGET);
      await refused(edda, { code: "denied", reason: "you do not have access to this room" });
      await delay(QUIET_TIME);
      const asked = (await edda.transcript()).filter(({ body }) => body.room === BUDGET);
      assert.deepEqual(asked.map(({ shown, status }) => [shown, status]), [[["authorization"], 403]]);
    },
  },
  {
    name: "after its token expired a reconnect asks once, and the page stays usable",
    async run(ctx) {
      const edda = await ctx.arrive("edda");
      await edda.open(ROADMAP);
      await edda.lookUnderTheHood();
      await edda.at("reconnect").click();
      await edda.page.waitForFunction(() => /connected.*connected/.test(document.querySelector('[data-testid="status-history"]').textContent));
      assert.equal(edda.asked.length, 1, "a token that is good still is used again");

      const emil = await ctx.arrive("emil", { example: ctx.brief });
      await emil.open(ROADMAP);
      await emil.lookUnderTheHood();
      await delay(BRIEF_TOKEN * 1000 + 500);
      await connectsAnew(emil, () => emil.at("reconnect").click());
      assert.equal(emil.asked.length, 2, "one new token for one that expired");
      await delay(QUIET_TIME / 2);
      assert.equal(emil.asked.length, 2);

      const vera = await ctx.arrive("vera", { example: ctx.brief });
      await vera.open(ROADMAP);
      await emil.at("text").press("Control+End");
      await emil.at("text").pressSequentially("\nStill here");
      await vera.reads("Still here");
    },
  },
  {
    name: "the application is restarted while the page is open, and the page recovers",
    complaints: /ERR_CONNECTION_REFUSED|Failed to fetch|NetworkError|socket hang up|ERR_EMPTY_RESPONSE|ERR_CONNECTION_RESET/,
    untold: true, // how often the client asks while nothing answers depends on when the application ended
    async run(ctx) {
      const emil = await ctx.arrive("emil", { example: ctx.brief });
      await emil.open(ROADMAP);
      await emil.lookUnderTheHood();
      await delay(BRIEF_TOKEN * 1000 + 500);
      await ctx.brief.stop();
      await emil.at("reconnect").click();
      await emil.page.locator('[data-testid="status"]:not([data-status="connected"])').waitFor();
      await delay(1_500);
      assert.ok(emil.asked.length > 2, "the client tries again and again");
      assert.equal(await emil.at("refusal").count(), 0);

      await ctx.brief.start();
      await emil.connected();
      assert.deepEqual(pick(await emil.self()), { id: "emil", name: "Emil", canWrite: true });
      assert.equal((await emil.transcript()).at(-1).status, 200);
      await emil.at("text").press("Control+End");
      await emil.at("text").pressSequentially("\nAfter the restart");
      const vera = await ctx.arrive("vera", { example: ctx.brief });
      await vera.open(ROADMAP);
      await vera.reads("After the restart");
    },
  },
  {
    name: "on the width of a phone, with the keyboard alone",
    async run(ctx) {
      const options = { viewport: { width: 390, height: 844 } };
      const emil = await ctx.arrive(undefined, { options });
      await press(emil, "login-emil", "Enter");
      await emil.at("documents").waitFor();
      await ctx.picture(emil, "documents-on-a-phone");
      await press(emil, `doc-${LAUNCH_PLAN}`, "Enter");
      await emil.connected();
      await press(emil, "text", "Control+End");
      await emil.page.keyboard.type(" from a phone");
      await emil.reads("from a phone");
      await seesOneMoreNote(emil, () => press(emil, "add-note", "Enter"));
      await emil.page.keyboard.type("Written on a phone");
      const note = noteOf(emil, "Written on a phone");
      const before = await placeOf(note);
      await emil.page.keyboard.press("Shift+Tab"); // from the text to Delete
      await emil.page.keyboard.press("Shift+Tab"); // and to the handle
      await emil.page.keyboard.press("ArrowDown");
      await emil.page.keyboard.press("Shift+ArrowDown");
      const after = await placeOf(note, (place) => place.y === before.y + 48);
      assert.equal(after.x, before.x);
      await ctx.picture(emil, "a-document-on-a-phone");
      const { scrollWidth, clientWidth } = await emil.page.evaluate(() => {
        const { scrollWidth, clientWidth } = document.documentElement;
        return { scrollWidth, clientWidth };
      });
      assert.ok(scrollWidth <= clientWidth, `nothing sticks out at the side: ${scrollWidth} > ${clientWidth}`);
      await press(emil, "logout", "Enter");
      await emil.at("login-form").waitFor();
    },
  },
];

/** Who a visitor is for the room; the connection is another every time. */
function pick({ id, info, canWrite }) {
  return { id, name: info.name, canWrite };
}

/** The page shows a refusal and in it what the endpoint said. */
async function refused(visitor, { status, code, reason }) {
  const refusal = visitor.at("refusal");
  await refusal.waitFor();
  assert.equal(await refusal.getAttribute("data-code"), code);
  if (status) assert.equal(await refusal.getAttribute("data-status"), status);
  if (reason) assert.ok((await visitor.at("refusal-reason").textContent()).includes(reason));
}

/** Waits until a visitor sees one note more than before something was done. */
async function seesOneMoreNote(visitor, act) {
  const before = await visitor.page.locator(NOTE).count();
  await act();
  await visitor.page.waitForFunction(([note, n]) => document.querySelectorAll(note).length === n, [NOTE, before + 1]);
}

/** The note with this in its text. */
function noteOf(visitor, text) {
  return visitor.page.locator(NOTE).filter({ has: visitor.page.getByRole("button", { name: text }) }).first();
}

/** Where a note is on the board, as soon as it is where it should be. */
async function placeOf(note, isRight = () => true) {
  let place;
  const deadline = Date.now() + STEP_LIMIT;
  do {
    const [, x, y] = /^([\d.]+)px ([\d.]+)px$/.exec(await note.evaluate((element) => element.style.translate));
    place = { x: Number(x), y: Number(y) };
    if (isRight(place)) return place;
    await delay(50);
  } while (Date.now() < deadline);
  assert.fail(`the note is at ${place.x}, ${place.y}`);
}

/** Drags a note by its handle. */
async function drag(visitor, note, { x, y }) {
  const handle = note.getByRole("button", { name: /Move/ });
  await handle.scrollIntoViewIfNeeded();
  const box = await handle.boundingBox();
  const from = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  await visitor.page.mouse.move(from.x, from.y);
  await visitor.page.mouse.down();
  await visitor.page.mouse.move(from.x + x, from.y + y, { steps: 5 });
  await visitor.page.mouse.up();
}

async function invite(ctx, owner, email, role) {
  await owner.at("invite").click();
  const form = owner.at("invite-form");
  await form.getByLabel("E-mail").fill(email);
  await form.getByLabel("As").selectOption(role);
  const answered = owner.page.waitForResponse((response) => response.url().endsWith("/api/invitations"));
  await form.getByRole("button", { name: "Invite" }).click();
  assert.equal((await answered).status(), 200);
  await owner.page.keyboard.press("Escape");
}

async function register(visitor, { name, email, password }) {
  const form = visitor.at("register-form");
  await form.getByLabel(/name/i).fill(name);
  await form.getByLabel(/mail/i).fill(email);
  await form.getByLabel(/password/i).fill(password);
  await form.getByRole("button").click();
  await visitor.at("documents").waitFor();
}

/** Chooses how the page asks for tokens, and waits for the room to be entered anew. */
async function choose(visitor, form) {
  const before = visitor.asked.length;
  await visitor.lookUnderTheHood();
  await connectsAnew(visitor, () => visitor.at(form).check());
  assert.equal(visitor.asked.length, before + 1);
}

/** Waits until something that was done had a token asked for and the page connected with it. */
async function connectsAnew(visitor, act) {
  const answered = visitor.page.waitForResponse((response) => response.url().endsWith("/api/liveblocks-auth"));
  await act();
  await answered;
  await visitor.connected();
}

/** Walks with Tab until something has the focus, and presses a key there. */
async function press(visitor, testId, key) {
  const target = visitor.at(testId);
  await target.waitFor();
  for (let steps = 0; steps < 80; steps += 1) {
    if (await target.evaluate((element) => element === document.activeElement)) {
      await visitor.page.keyboard.press(key);
      return;
    }
    await visitor.page.keyboard.press("Tab");
  }
  assert.fail(`${testId} cannot be reached with Tab`);
}
