// A Chromium window with nothing in it but the page, and a list of what the page complained about.

import { mkdtempSync } from "node:fs";
import { join } from "node:path";
import { chromium } from "playwright-core";

const CHROMIUM = process.env.CHROMIUM ?? "/usr/bin/chromium";
const ARGUMENTS = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];
// Chromium writes such a line for every refused request; the refusals are what the page is there to show.
const REFUSAL = /^Failed to load resource: the server responded with a status of 40[13] /;

/** Opens a browser with an empty profile; resolves with `{ page, complaints, close }`. */
export async function openBrowser(scratch) {
  const context = await chromium.launchPersistentContext(mkdtempSync(join(scratch, "chromium-")), {
    executablePath: CHROMIUM,
    args: ARGUMENTS,
    viewport: { width: 1100, height: 900 },
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
  });
  const page = context.pages()[0] ?? (await context.newPage());
  const complaints = [];
  page.on("console", (message) => {
    if (message.type() === "error" && !isRefusal(message)) complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("requestfailed", (request) => complaints.push(`${request.url()}: ${request.failure()?.errorText}`));
  return { page, complaints, close: () => context.close() };
}

function isRefusal(message) {
  return message.location().url.endsWith("/api/liveblocks-auth") && REFUSAL.test(message.text());
}
