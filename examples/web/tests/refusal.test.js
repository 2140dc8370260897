import { expect, test } from "bun:test";
import { refusalOf } from "../src/document/refusal.ts";

const ENDPOINT = -1;

test("the URL form has the whole answer in its message", () => {
  const body = '{"error":"forbidden","code":"denied","reason":"you do not have access to this room"}';
  const message = `Unauthorized: ${body} (403 returned by POST /api/liveblocks-auth)`;
  expect(refusalOf(message, ENDPOINT, null)).toEqual({
    by: "endpoint",
    status: 403,
    code: "denied",
    reason: "you do not have access to this room",
  });
});

test("an answer that is not the endpoint's is shown as it is", () => {
  const message = "Unauthorized: <h1>Not\nFound (here)</h1> (404 returned by POST /api/liveblocks-auth)";
  expect(refusalOf(message, ENDPOINT, null)).toEqual({ by: "endpoint", status: 404, code: null, reason: "<h1>Not\nFound (here)</h1>" });
});

test("the callback form has the reason in its message, and the rest is what the callback saw", () => {
  const message = "Authentication failed: you are not signed in";
  const answer = { status: 401, code: "unauthenticated" };
  expect(refusalOf(message, ENDPOINT, answer)).toEqual({ by: "endpoint", ...answer, reason: "you are not signed in" });
  expect(refusalOf(message, ENDPOINT, null)).toEqual({ by: "endpoint", status: null, code: null, reason: "you are not signed in" });
});

test("another code is one of the server", () => {
  expect(refusalOf("You have no access", 4001, null)).toEqual({ by: "server", status: null, code: "4001", reason: "You have no access" });
  expect(refusalOf("", 4005, null).reason).toBe("the server closed the connection");
});
