import type { Server } from "./machines.ts";
import type { Asked } from "./scenarios/scenario.ts";

// The reference does not compress. The load client asks for no compression either.
const uncompressed = { "accept-encoding": "identity" };

/** Sends one request and returns the relevant parts of the response. */
export async function ask(server: Server, { method, path, headers, body }: Asked) {
  const answer = await fetch(server.url + path, { method, headers: { ...headers, ...uncompressed }, body });
  const kept = ["content-type", "etag"].map((name) => answer.headers.get(name));
  return { status: answer.status, headers: kept, body: await answer.text() };
}
