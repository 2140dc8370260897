// What a script can do in a page and in a worker.

/** Posts with cookies; resolves with what the script can read of the reply, if anything. */
async function read(url, init) {
  try {
    const response = await fetch(url, { method: "POST", credentials: "include", ...init });
    return response.type === "opaque" ? undefined : { status: response.status, ...(await response.json()) };
  } catch {
    return undefined;
  }
}
