import { createHash, createHmac } from "node:crypto";
import { LRUCache } from "lru-cache";
import { redis } from "../../config/redis.ts";
import type { Principal } from "./authenticate.ts";
import type { Answer, Endpoint } from "./endpoint.ts";
import { refuse } from "./errors.ts";

interface Entry {
  fingerprint: string;
  /** A refusal, to the letter. */
  answer?: Answer;
  /** It was done. The actions' own records give the answer again, unless what it tells of has been erased since. */
  done?: true;
}

const keptSeconds = 24 * 3600;
// A gateway that dies leaves its mark this much longer; the action's own record then gives the same answer.
const spareSeconds = 5;

const here = new LRUCache<string, Entry>({ max: 20_000, maxSize: 64 * 1024 * 1024, sizeCalculation: sizeOf });

/** What is asked under a key, and how long that may take. */
export interface Asking {
  request: string;
  deadlineMs: number;
}

/** One client's key: where its answer is kept, and the key that the request's actions carry. */
export interface KeyInUse {
  action: string;
  /** True when the request was carried out before: its actions give what they recorded. */
  isDone: boolean;
  /** Keeps the answer for the next time, or with none lets the key go. */
  settle(answer?: Answer): Promise<void>;
}

/** True where a client's key is understood. */
export const takesKey = ({ method, open, secret }: Endpoint) => method !== "GET" && !open && !secret;

/** Reads an `Idempotency-Key` header. Throws `validation_error` for one that is too long. */
export function keyOf(header: string | string[] | undefined): string | undefined {
  if (header === undefined) return undefined;
  if (typeof header === "string" && header.length >= 1 && header.length <= 255) return header;
  const details = [{ path: "Idempotency-Key", message: "must be 1 to 255 characters" }];
  return refuse(400, "validation_error", "The Idempotency-Key header must be 1 to 255 characters.", details);
}

/**
 * Takes a key for a request. Answers the kept refusal when there is one.
 * Throws `idempotency_key_reused` for another request, `request_in_progress` while the first still runs.
 */
export async function takeKey(
  principal: Principal,
  store_id: number,
  key: string,
  { request, deadlineMs }: Asking,
): Promise<KeyInUse | { answer: Answer }> {
  const owner = `${principal.surface}:${store_id}:${principal.subject}`;
  const action = createHash("sha256").update(`${owner}\n${key}`).digest("base64url");
  // By the key, which is kept nowhere: what is secret in a request cannot be tried against its fingerprint.
  const fingerprint = createHmac("sha256", key).update(request).digest("base64url");
  const name = `idempotency:${action}`;
  const earlier = await putIfAbsent(name, { fingerprint }, Math.ceil(deadlineMs / 1000) + spareSeconds);
  if (earlier) return answerOf(earlier, fingerprint, action);
  return {
    action,
    isDone: false,
    settle: (answer) => {
      if (!answer) return remove(name);
      return put(name, answer.status < 400 ? { fingerprint, done: true } : { fingerprint, answer });
    },
  };
}

function answerOf(earlier: Entry, fingerprint: string, action: string): KeyInUse | { answer: Answer } {
  if (earlier.fingerprint !== fingerprint) {
    refuse(422, "idempotency_key_reused", "This idempotency key was used with another request. Take a new key.");
  }
  if (earlier.answer) return { answer: earlier.answer };
  if (earlier.done) return { action, isDone: true, settle: async () => undefined };
  return refuse(409, "request_in_progress", "The first request with this key is still running.");
}

// Without Redis the actions' own records still keep every effect from happening twice, so its absence stops nobody.
async function putIfAbsent(name: string, entry: Entry, seconds: number): Promise<Entry | undefined> {
  const client = redis();
  if (!client) {
    const earlier = here.get(name);
    if (!earlier) here.set(name, entry, { ttl: seconds * 1000 });
    return earlier;
  }
  try {
    const earlier = await client.set(name, JSON.stringify(entry), "EX", seconds, "NX", "GET");
    return earlier ? (JSON.parse(earlier) as Entry) : undefined;
  } catch {
    return undefined;
  }
}

async function put(name: string, entry: Entry): Promise<void> {
  const client = redis();
  if (client) await client.set(name, JSON.stringify(entry), "EX", keptSeconds).catch(() => undefined);
  else here.set(name, entry, { ttl: keptSeconds * 1000 });
}

async function remove(name: string): Promise<void> {
  const client = redis();
  if (client) await client.del(name).catch(() => undefined);
  else here.delete(name);
}

function sizeOf(entry: Entry): number {
  return 200 + JSON.stringify(entry.answer ?? null).length * 2;
}
