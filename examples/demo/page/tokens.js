// The page of the example applications. No build step, no dependencies.
// Whatever comes from the server is put on the page as text, never as HTML.

const byId = (id) => document.getElementById(id);

/** Makes an element: properties, `data-` attributes and ARIA by name, then children (elements or text). */
function make(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name in element) element[name] = value;
    else element.setAttribute(name, value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

/** Asks the application. Never throws: an answer that did not come has the status 0. */
async function ask(method, path, body) {
  try {
    const response = await fetch(path, {
      method,
      headers: body === undefined ? {} : { "content-type": "application/json" },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const text = await response.text();
    let json = null;
    try {
      json = JSON.parse(text);
    } catch {
      // 204 has no body; anything else is shown as it is.
    }
    return { status: response.status, json, text };
  } catch {
    return { status: 0, json: null, text: "" };
  }
}

function problem(place, text) {
  place.textContent = text;
  place.hidden = !text;
}

const reasonOf = (answer) => answer.json?.reason ?? (answer.status ? `the server answered ${answer.status}` : "the server cannot be reached; is it running?");

// ---------------------------------------------------------------- signing in and out

let person = null;

/** Shows who is signed in, or the way in. */
async function refresh({ focus = false } = {}) {
  const me = await ask("GET", "/api/me");
  problem(byId("problem"), me.status === 200 ? "" : `The page could not be loaded: ${reasonOf(me)}.`);
  if (me.status !== 200) return;

  person = me.json.person;
  const badge = byId("badge");
  badge.textContent = me.json.tokens;
  badge.classList.toggle("caution", me.json.tokens.includes("development"));
  badge.hidden = false;
  byId("me").hidden = !person;
  byId("signed-in").hidden = !person;
  byId("signed-out").hidden = Boolean(person);
  if (person) await showDocuments();
  else showPeople(me.json);
  if (focus) byId(person ? "signed-in-title" : "signed-out-title").focus();
}

function showPeople({ people, password }) {
  byId("people").replaceChildren(
    ...people.map(({ email, name, about }) =>
      make(
        "li",
        {},
        make(
          "button",
          {
            type: "button",
            className: "person",
            "data-testid": `login-${email.split("@")[0]}`,
            onclick: () => {
              byId("email").value = email;
              byId("password").value = password;
              byId("login").requestSubmit();
            },
          },
          make("span", { className: "avatar", "aria-hidden": "true" }, name.slice(0, 1)),
          make("span", {}, make("strong", {}, name), make("span", {}, about)),
        ),
      ),
    ),
  );
  byId("nobody").replaceChildren(
    card({
      testid: "doc-nobody",
      title: "No session at all",
      detail: "What a browser gets when nobody is signed in.",
      room: "acme:docs:roadmap",
    }),
  );
}

byId("login").addEventListener("submit", async (event) => {
  event.preventDefault();
  const form = event.currentTarget;
  const submit = form.querySelector("button");
  submit.disabled = true;
  const answer = await ask("POST", "/api/login", { email: form.email.value, password: form.password.value });
  submit.disabled = false;
  const failed = answer.status !== 200;
  problem(byId("login-problem"), failed ? `Not signed in: ${reasonOf(answer)}.` : "");
  if (failed) return;
  form.reset();
  await refresh({ focus: true });
});

byId("logout").addEventListener("click", async () => {
  const answer = await ask("POST", "/api/logout");
  if (answer.status !== 204) {
    problem(byId("problem"), `Not signed out: ${reasonOf(answer)}.`);
    return;
  }
  byId("documents").replaceChildren();
  byId("inbox").replaceChildren();
  await refresh({ focus: true });
});

// ---------------------------------------------------------------- documents

async function showDocuments() {
  byId("me-name").textContent = person.name;
  byId("me-email").textContent = person.email;
  const avatar = byId("me-avatar");
  avatar.textContent = person.name.slice(0, 1);
  avatar.style.setProperty("--color", person.color);
  byId("welcome").textContent =
    `You are signed in as ${person.name}. A cookie that this page cannot read says so. ` +
    "Ask for a token for a document, also for one that you may not open, and see what the application answers.";

  const documents = await ask("GET", "/api/documents");
  if (documents.status !== 200) {
    problem(byId("problem"), `The documents could not be loaded: ${reasonOf(documents)}.`);
    return;
  }
  byId("documents").replaceChildren(
    ...documents.json.map(({ room, title, team, role }) =>
      card({ testid: `doc-${room}`, title, detail: team, room, role: role ?? "no role", narrow: true }),
    ),
  );
  byId("inbox").replaceChildren(
    card({
      testid: "doc-inbox",
      title: "Inbox",
      detail: "How the client asks for notifications: a person, and no room.",
      room: null,
    }),
  );
}

/** A document, or what else a token can be asked for. `narrow` offers to ask as a viewer. */
function card({ testid, title, detail, room, role, narrow = false }) {
  const answer = make("div", { "aria-live": "polite" });
  const readOnly = narrow ? make("input", { type: "checkbox", "data-testid": "read-only" }) : null;
  const button = make(
    "button",
    { type: "button", className: "primary", "data-testid": "ask", "aria-label": `Ask for a token: ${title}` },
    "Ask for a token",
  );
  button.addEventListener("click", async () => {
    button.disabled = true;
    const body = room === null ? {} : { room };
    if (readOnly?.checked) body.read_only = true;
    const received = await ask("POST", "/api/liveblocks-auth", body);
    answer.replaceChildren(answerOf(body, received));
    button.disabled = false;
    button.focus({ preventScroll: true });
  });
  return make(
    "li",
    { className: "card document", "data-testid": testid },
    make(
      "div",
      { className: "row" },
      make(
        "div",
        { className: "what" },
        make("h3", {}, title, role ? make("span", { className: `role ${role.replace(" ", "-")}`, "data-testid": "role" }, role) : null),
        make("p", { className: "detail" }, detail, room === null ? null : make("code", {}, room)),
      ),
      make(
        "div",
        { className: "actions" },
        readOnly ? make("label", { className: "check" }, readOnly, "as a viewer") : null,
        button,
      ),
    ),
    answer,
  );
}

// ---------------------------------------------------------------- answers

const MEANINGS = {
  200: "minted",
  400: "the request is unfit",
  401: "nobody is signed in",
  403: "refused",
  422: "no such room id",
  503: "not just now",
};

/** Shows what the application answered: the claims of the token, or why there is none. */
function answerOf(sent, { status, json, text }) {
  const claims = status === 200 ? claimsOf(json?.token) : null;
  const raw = claims ? JSON.stringify(claims, null, 2) : json ? JSON.stringify(json, null, 2) : text;
  return make(
    "div",
    { className: `answer ${status === 200 ? "yes" : "no"}`, "data-testid": "answer", "data-status": String(status) },
    make(
      "p",
      { className: "verdict" },
      make("span", { className: "status", "data-testid": "status" }, status ? String(status) : "no answer"),
      make("strong", {}, MEANINGS[status] ?? ""),
    ),
    make("p", { className: "story", "data-testid": "story" }, storyOf(sent, status, json, claims)),
    facts(claims ? tokenFacts(claims) : refusalFacts(json)),
    make(
      "details",
      {},
      make("summary", {}, claims ? "All claims" : "The whole answer"),
      make("pre", { tabIndex: 0, "data-testid": "raw" }, raw),
    ),
  );
}

/** What just happened, in a sentence or two. */
function storyOf(sent, status, json, claims) {
  const who = person?.name ?? "nobody";
  if (status === 200 && !claims) return "A token was minted, in a form that this page cannot read. The client can.";
  if (status === 200 && !sent.room) {
    return `The page named no room. The token says that this is ${who}, for inbox notifications, and opens no document.`;
  }
  if (status === 200) {
    const reads = (claims.perms?.[sent.room] ?? []).every((scope) => !scope.endsWith(":write"));
    if (reads && sent.read_only) return `The page asked to see the room as a viewer would. The policy granted reading, and ${who} got a token for that.`;
    if (reads) return `The session says ${who}; the database says viewer. The policy granted reading, and the token allows nothing more.`;
    return `The session says ${who}; the database says that ${who} may write here. The policy granted it, and a token for this one room was minted.`;
  }
  if (status === 401) return "The application found no session, so it did not even look at the room. The client stops asking.";
  if (status === 403 && json?.code === "denied") {
    return `${who} has no role in the team of this document. The policy granted nothing, so no token was minted. The client stops asking.`;
  }
  if (status === 0) return "The application cannot be reached. The client would try again.";
  if (status >= 500) return "The application could not find out or could not mint. The client tries again in a moment.";
  return "The application refused the request. The client stops asking.";
}

function tokenFacts({ uid, ui, perms, iat, exp, k, jti }) {
  const kind = { acc: "access token (acc)", id: "ID token (id)" }[k] ?? k;
  return [
    ["User id", uid],
    ["Everybody sees", ui ? infoOf(ui) : null],
    ["Opens", permissionsOf(perms)],
    ["Issued", timeOf(iat)],
    ["Expires", exp === undefined ? null : `${timeOf(exp)} (after ${durationOf(exp - iat)})`],
    ["Kind", kind],
    ["Token id (jti)", jti],
  ];
}

function refusalFacts(json) {
  return [
    ["Code", json?.code],
    ["Reason", json?.reason],
  ];
}

function facts(pairs) {
  const known = pairs.filter(([, value]) => value !== null && value !== undefined && value !== "");
  return make("dl", {}, ...known.flatMap(([name, value]) => [make("dt", {}, name), make("dd", {}, value)]));
}

function infoOf(info) {
  const parts = Object.entries(info).map(([key, value]) => {
    const text = typeof value === "string" ? value : JSON.stringify(value);
    const swatch = key === "color" ? make("span", { className: "swatch", "aria-hidden": "true" }) : null;
    swatch?.style.setProperty("--color", text);
    return make("span", { className: "part" }, swatch, `${key}: ${text}`);
  });
  return make("span", { className: "parts" }, ...parts);
}

function permissionsOf(perms) {
  const entries = Object.entries(perms ?? {});
  if (entries.length === 0) return "no room";
  const words = (scopes) => (scopes.includes("*:write") ? "read and write" : scopes.includes("*:read") ? "read only" : "parts");
  return make(
    "span",
    { className: "parts" },
    ...entries.map(([room, scopes]) =>
      make("span", { className: "part" }, make("code", {}, room), ` ${words(scopes)} (${scopes.join(", ")})`),
    ),
  );
}

const timeOf = (seconds) =>
  seconds === undefined ? null : new Date(seconds * 1000).toLocaleString(undefined, { dateStyle: "medium", timeStyle: "medium" });

function durationOf(seconds) {
  if (seconds >= 120 && seconds % 60 === 0) return `${seconds / 60} minutes`;
  return seconds === 1 ? "1 second" : `${seconds} seconds`;
}

/** The claims of a token, for display: nothing here checks who made it. `null` when it cannot be read. */
function claimsOf(token) {
  try {
    const base64 = token.split(".")[1].replaceAll("-", "+").replaceAll("_", "/");
    const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return null;
  }
}

await refresh();
