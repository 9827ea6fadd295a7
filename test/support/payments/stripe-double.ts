import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { answersOf, type Reply, type StripeLedger } from "./stripe-ledger.ts";

/**
 * The fault of the next request: `500` fails before the operation, `500 after` after it; `hang` and `hang after` never
 * answer; `cut` and `cut after` cut the connection.
 */
export type Fate = "500" | "500 after" | "hang" | "hang after" | "cut" | "cut after";

/** A request as Stripe received it. */
export interface Received {
  method: string;
  path: string;
  key: string | undefined;
  form: Record<string, string>;
}

/** The part of Stripe's API that we use, on a local port: with its ledger, its idempotency and injected faults. */
export interface StripeDouble {
  url: string;
  secret: string;
  books: StripeLedger;
  received: Received[];
  /** Injects a fault into the next request whose path has this ending. */
  next(ending: string, fate: Fate): void;
  /** Takes back all faults that were not met. */
  heal(): void;
  /** Forgets all idempotency keys, as Stripe does after a day. */
  forgetKeys(): void;
  stop(): Promise<void>;
}

/** Starts one. It refuses what Stripe would: a wrong secret, a write without a key, a body that is no form. */
export async function startStripe(): Promise<StripeDouble> {
  const secret = "sk_test_double";
  const books: StripeLedger = {
    intents: new Map(),
    refunds: new Map(),
    disputes: new Map(),
    captured: [],
    refunded: [],
  };
  const received: Received[] = [];
  const fates: { ending: string; fate: Fate }[] = [];
  const replies = new Map<string, { request: string; reply: Reply }>();

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const got = await read(request);
    received.push(got);
    const refusal = refusalOf(request, got);
    if (refusal) return send(response, refusal);
    const index = fates.findIndex(({ ending }) => got.path.endsWith(ending));
    const fate = index < 0 ? undefined : fates.splice(index, 1)[0]?.fate;
    const reply = fate && !fate.endsWith("after") ? undefined : answerOnce(got);
    if (!fate && reply) return send(response, reply);
    if (fate?.startsWith("cut")) request.socket.destroy();
    if (fate?.startsWith("500")) send(response, wrong(500, "api_error", "Something went wrong at Stripe."));
  }

  // The same key and request get the first answer again; another request with that key is refused.
  function answerOnce(got: Received): Reply {
    const request = JSON.stringify([got.path, got.form]);
    const known = got.key === undefined ? undefined : replies.get(got.key);
    if (known && known.request !== request) return wrong(400, "idempotency_error", "Another request had this key.");
    const reply = known?.reply ?? answersOf(books, got);
    if (got.key !== undefined) replies.set(got.key, { request, reply });
    return reply;
  }

  function refusalOf(request: IncomingMessage, { method, key }: Received): Reply | undefined {
    if (request.headers.authorization !== `Bearer ${secret}`) return wrong(401, "invalid_request_error", "Bad key.");
    if (method !== "POST") return undefined;
    const isForm = request.headers["content-type"]?.startsWith("application/x-www-form-urlencoded");
    return key && isForm ? undefined : wrong(400, "invalid_request_error", "A form with an Idempotency-Key is wanted.");
  }

  const server = createServer((request, response) => void serve(request, response));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    secret,
    books,
    received,
    forgetKeys: () => replies.clear(),
    heal: () => void fates.splice(0),
    next: (ending, fate) => void fates.push({ ending, fate }),
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

/** An error in Stripe's format. */
export const wrong = (status: number, type: string, message: string, more: object = {}): Reply => ({
  status,
  body: { error: { type, message, ...more } },
});

async function read(request: IncomingMessage): Promise<Received> {
  let body = "";
  for await (const chunk of request) body += chunk;
  const key = request.headers["idempotency-key"];
  const [path = "", query = ""] = String(request.url).split("?");
  const form = Object.fromEntries(new URLSearchParams(body || query));
  return { method: String(request.method), path, key: key?.toString(), form };
}

function send(response: ServerResponse, { status, body }: Reply): void {
  response.writeHead(status, { "content-type": "application/json", "request-id": "req_double" });
  response.end(JSON.stringify(body));
}
