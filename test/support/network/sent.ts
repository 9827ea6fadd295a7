import { expect } from "chai";
import { ulid } from "ulid";
import type { Parsed } from "../harness/http.ts";
import type { Client } from "../load.ts";
import { until } from "../until.ts";

/** A keyed request, and what it was answered at last. */
export interface Sent {
  client: Client;
  method: string;
  path: string;
  body: unknown;
  key: string;
  answer: Parsed;
}

/** Sends requests of one kind, each until its answer is final, until something has happened. */
export async function sendUntil(
  happened: Promise<unknown>,
  next: () => Promise<Omit<Sent, "key" | "answer">>,
): Promise<Sent[]> {
  let over = false;
  void happened.then(() => {
    over = true;
  });
  const sent: Sent[] = [];
  do {
    const request = { ...(await next()), key: ulid() };
    const answer = await until(async () => {
      const { status, body } = await request.client.once(request.method, request.path, request.body, request.key);
      return status === 503 || status === 0 || body?.code === "request_in_progress" ? undefined : { status, body };
    }, 30_000);
    expect(answer.status, JSON.stringify(answer.body)).to.be.within(200, 299);
    sent.push({ ...request, answer });
  } while (!over);
  return sent;
}
