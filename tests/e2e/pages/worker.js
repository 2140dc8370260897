// A service worker that posts what its page asks for.

importScripts("/read.js");

addEventListener("message", async ({ data: { url, init }, ports: [port] }) => port.postMessage(await read(url, init)));
