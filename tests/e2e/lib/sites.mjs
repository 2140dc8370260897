// Web sites with host names of their own. Every host has the same pages, and the endpoint below
// `/api/`.
//
// Chromium needs no other flag for this: Local Network Access doesn't block a page that comes from
// loopback itself, and Playwright turns off the upgrade from http to https.

import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { createServer as createSecureServer } from "node:https";
import { extname } from "node:path";
import { fileURLToPath } from "node:url";
import { listen } from "./listen.mjs";

const PAGES = new URL("../pages/", import.meta.url);
const MODULES = new URL("../node_modules/", import.meta.url);
const TYPES = { ".html": "text/html", ".js": "text/javascript" };

/** Serves the sites; with `args` Chromium finds them and trusts their certificate. */
export async function startSites({ certificate, recorder }) {
  const serve = (request, response) =>
    request.url.startsWith("/api/") ? recorder.pass(request, response) : sendPage(request, response);
  const secure = createSecureServer(certificate, serve);
  const plain = createServer(serve);
  const [securePort, plainPort] = [await listen(secure), await listen(plain)];
  const rules = [
    ...["443", "8443"].map((port) => `MAP *:${port} 127.0.0.1:${securePort}`),
    ...["80", "8080"].map((port) => `MAP *:${port} 127.0.0.1:${plainPort}`),
  ];
  return {
    args: [
      `--host-resolver-rules=${rules.join(",")}`,
      // A service worker needs a certificate that counts as valid.
      `--ignore-certificate-errors-spki-list=${certificate.pin}`,
    ],
    close() {
      for (const server of [secure, plain]) {
        server.close();
        server.closeAllConnections();
      }
    },
  };
}

async function sendPage({ url }, response) {
  const { pathname, search } = new URL(url, "http://any");
  // A redirect that keeps method and body.
  if (pathname === "/redirect") return response.writeHead(307, { Location: decodeURIComponent(search.slice(1)) }).end();
  try {
    const file = fileOf(pathname);
    const body = await readFile(file);
    response.writeHead(200, { "Content-Type": TYPES[extname(file)], "Cache-Control": "max-age=600" }).end(body);
  } catch {
    response.writeHead(404).end();
  }
}

function fileOf(pathname) {
  const [, first, ...rest] = pathname.split("/");
  const file = first === "modules" ? new URL(rest.join("/"), MODULES) : new URL(first || "index.html", PAGES);
  return fileURLToPath(file);
}
