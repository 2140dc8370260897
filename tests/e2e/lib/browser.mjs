// Chromium windows with nothing in them but the page, and a list of what the page complained about.

import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { chromium } from "playwright-core";

const OPTIONS = {
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
  ],
  handleSIGINT: false,
  handleSIGTERM: false,
  handleSIGHUP: false,
};
// Chromium writes a line for every refused request, and so does the client; the refusals are what
// the page is there to show.
const REFUSED = /^Failed to load resource: the server responded with a status of 40[13] /;
const REFUSED_CLIENT = /^%cLiveblocks .* (Unauthorized: .* \(40[13] returned by POST \/api\/liveblocks-auth\)|Authentication failed: .*)$/;

/**
 * Opens a browser with a new profile, which has `preferences` if any, and with more arguments.
 * Resolves with `{ context, page, complaints, close }`.
 */
export async function openBrowser(scratch, { args = [], preferences } = {}) {
  const profile = mkdtempSync(join(scratch, "chromium-"));
  if (preferences) {
    mkdirSync(join(profile, "Default"));
    writeFileSync(join(profile, "Default/Preferences"), JSON.stringify(preferences));
  }
  const context = await chromium.launchPersistentContext(profile, {
    ...OPTIONS,
    args: [...OPTIONS.args, ...args],
    viewport: { width: 1100, height: 900 },
  });
  const page = context.pages()[0] ?? (await context.newPage());
  return { context, page, complaints: complaintsOf(page), close: () => context.close() };
}

/** Starts a browser for windows of several people, who share nothing. */
export function launchBrowser() {
  return chromium.launch(OPTIONS);
}

/** What the page writes to the console as an error, throws, or could not fetch; the list grows. */
export function complaintsOf(page) {
  const complaints = [];
  page.on("console", (message) => {
    if (message.type() === "error" && !isRefusal(message)) complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("requestfailed", (request) => complaints.push(`${request.url()}: ${request.failure()?.errorText}`));
  return complaints;
}

function isRefusal(message) {
  const { url } = message.location();
  return (url.endsWith("/api/liveblocks-auth") && REFUSED.test(message.text())) || REFUSED_CLIENT.test(message.text());
}
