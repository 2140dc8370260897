// Clicks through the page of one or more example applications, one after the other:
// node page.mjs axum=../../target/debug/example-axum actix=../../target/debug/example-actix
//
// The applications run without any Liveblocks settings, as at their very first start, and mint
// tokens themselves.

import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { applications } from "./lib/arguments.mjs";
import { openBrowser } from "./lib/browser.mjs";
import { startExample } from "./lib/example.mjs";
import { endWithUs, leave } from "../../examples/web/launch/processes.mjs";
import { Report } from "./lib/report.mjs";

const LIMIT_EACH = 2 * 60_000;
const STEP_LIMIT = 20_000;
const ROADMAP = "acme:docs:roadmap";
const OUTPUT = fileURLToPath(new URL("output/", import.meta.url));

const apps = applications(process.argv.slice(2));
const scratch = mkdtempSync(join(tmpdir(), "liveblocks-auth-page-"));
endWithUs({ limit: apps.length * LIMIT_EACH, cleanUp: () => rmSync(scratch, { recursive: true, force: true }) });
mkdirSync(OUTPUT, { recursive: true });

const report = new Report();
for (const { label, binary } of apps) {
  const example = await startExample({ binary, scratch });
  const browser = await openBrowser(scratch);
  browser.page.setDefaultTimeout(STEP_LIMIT);
  for (const { name, run } of steps(browser, example)) {
    const work = async () => {
      try {
        await run();
      } finally {
        await browser.page.screenshot({ path: join(OUTPUT, `${label}-${name.replaceAll(/\W+/g, "-")}.png`), fullPage: true });
      }
    };
    await report.trial(`${label} page: ${name}`, work, () => example.stderrTail);
  }
  const quiet = async () => assert.deepEqual(browser.complaints, []);
  await report.trial(`${label} page: nothing unexpected on the console`, quiet, () => example.stderrTail);
  await browser.close();
  await report.trial(`${label}: the application ends cleanly`, () => example.stop(), () => example.stderrTail);
}
await leave(report.finish() ? 0 : 1);

/** The story of the page, in order. */
function steps({ page }, example) {
  const signIn = (person) => page.getByTestId(`login-${person}`).click();
  const ask = async (card) => {
    await page.getByTestId(card).getByTestId("ask").click();
    const answer = page.getByTestId(card).getByTestId("answer");
    await answer.waitFor();
    return {
      status: Number(await answer.getAttribute("data-status")),
      text: await answer.innerText(),
      raw: JSON.parse(await answer.getByTestId("raw").textContent()),
    };
  };
  return [
    {
      name: "nobody is refused",
      async run() {
        await page.goto(example.origin);
        const { status, text, raw } = await ask("doc-nobody");
        assert.equal(status, 401);
        assert.equal(raw.code, "unauthenticated");
        assert.ok(text.includes(raw.reason), text);
      },
    },
    {
      name: "edda sees the claims of her token",
      async run() {
        await signIn("edda");
        const { status, text, raw } = await ask(`doc-${ROADMAP}`);
        assert.equal(status, 200);
        assert.equal(raw.uid, "edda");
        assert.deepEqual(raw.perms, { [ROADMAP]: ["*:write"] });
        for (const shown of ["edda", "*:write"]) assert.ok(text.includes(shown), text);
      },
    },
    {
      name: "edda signs out",
      async run() {
        await page.getByTestId("logout").click();
        await page.getByTestId("login-nora").waitFor();
        assert.equal(await page.getByTestId(`doc-${ROADMAP}`).count(), 0, "her documents are gone");
        assert.equal((await ask("doc-nobody")).status, 401);
      },
    },
    {
      name: "nora sees why she is refused",
      async run() {
        await signIn("nora");
        const { status, text, raw } = await ask(`doc-${ROADMAP}`);
        assert.equal(status, 403);
        assert.equal(raw.code, "denied");
        assert.ok(raw.reason && text.includes(raw.reason), text);
      },
    },
  ];
}
