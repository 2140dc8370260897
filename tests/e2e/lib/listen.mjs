/** Lets `server` listen on any free port of the loopback interface; resolves with the port. */
export async function listen(server) {
  await new Promise((resolve, reject) => server.once("error", reject).listen(0, "127.0.0.1", resolve));
  return server.address().port;
}
