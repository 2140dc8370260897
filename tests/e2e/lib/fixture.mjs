// The conformance kit's fixture on one framework; see tests/fixtures/README.md.

import { Process } from "../../../examples/web/launch/processes.mjs";

const START_LIMIT = 20_000;

/** Starts `binary` at a level of the adapter; it asks `liveblocks` for its tokens. */
export async function startFixture({ binary, level, liveblocks, secret }) {
  const env = { ...process.env, LIVEBLOCKS_BASE_URL: liveblocks, LIVEBLOCKS_SECRET_KEY: secret };
  const fixture = new Process(`the fixture, ${level}`, binary, [level], { env });
  const [, origin] = await fixture.printed(/listening on (http:\/\/127\.0\.0\.1:\d+)/, START_LIMIT);
  return Object.assign(fixture, { origin });
}
