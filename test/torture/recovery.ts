import { setTimeout as wait } from "node:timers/promises";
import { ulid } from "ulid";
import type { Client } from "../support/load.ts";
import { clientsOf, merchant } from "./shop.ts";
import type { Violation } from "./violation.ts";

// Enough that each process of a service is asked several times.
const inARow = 30;
const recoveryMs = 30_000;

/** After the last fault every request is answered with success soon, and goes on to be: no process is left half dead. */
export async function recovers(url: string): Promise<Violation[]> {
  const { merchant: client } = clientsOf(url);
  const since = performance.now();
  let failed = "";
  for (let served = 0; served < inARow; ) {
    const failure = await tryAll(client);
    if (!failure) served++;
    else {
      served = 0;
      failed = failure;
      if (performance.now() - since > recoveryMs)
        return [{ what: `${recoveryMs / 1_000} s after the last fault: ${failed}` }];
      await wait(200);
    }
  }
  return [];
}

// A write and a read of each of some services; undefined when all are served.
async function tryAll(client: Client): Promise<string | undefined> {
  const customer = { email: `${ulid().toLowerCase()}@example.com`, first_name: "After" };
  const asked: [string, string, unknown?][] = [
    ["GET", "/orders?limit=1"],
    ["POST", "/customers", customer],
    ["GET", "/products?limit=1"],
    ["GET", "/events?limit=1"],
  ];
  for (const [method, path, body] of asked) {
    const { status, body: answer } = await client.once(
      method,
      `${merchant}${path}`,
      body,
      method === "POST" ? ulid() : undefined,
    );
    if (status < 200 || status >= 300) return `${method} ${path} is answered with ${status} ${JSON.stringify(answer)}`;
  }
  return undefined;
}
