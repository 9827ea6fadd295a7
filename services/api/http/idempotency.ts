import { createHash, createHmac, randomUUID } from "node:crypto";
import { canonicalJson } from "@seller-orchestra/durable";
import { LRUCache } from "lru-cache";
import { redis } from "../../../config/redis.ts";
import { type Answer, deadlineOf, type Endpoint, needsCredential } from "../endpoint.ts";
import { refuse } from "../errors.ts";
import type { Exchange, KeyInUse } from "./exchange.ts";

interface Entry {
  fingerprint: string;
  /** Of a running request: tells its entry from that of a repetition that another gateway runs. */
  run?: string;
  /** The recorded refusal. */
  answer?: Answer;
  /** The request succeeded. The actions' own records give its answer again, unless the data has been erased since. */
  done?: true;
}

const keptSeconds = 24 * 3600;
// The mark of a gateway that died lives this much longer; then the action's own record gives the same answer.
const spareSeconds = 5;

const here = new LRUCache<string, Entry>({ max: 20_000, maxSize: 64 * 1024 * 1024, sizeCalculation: sizeOf });

/** True when an endpoint supports `Idempotency-Key`. */
export const takesKey = (endpoint: Endpoint) =>
  endpoint.method !== "GET" && needsCredential(endpoint) && !endpoint.secret;

/** Stage: reads the client's `Idempotency-Key`. Throws `validation_error` for one that is too long. */
export function readKey(exchange: Exchange): void {
  const header = exchange.request.headers["idempotency-key"];
  if (header === undefined || !takesKey(exchange.endpoint)) return;
  if (typeof header !== "string" || header.length < 1 || header.length > 255) {
    const details = [{ path: "Idempotency-Key", message: "must be 1 to 255 characters" }];
    refuse(400, "validation_error", "The Idempotency-Key header must be 1 to 255 characters.", details);
  }
  exchange.key = header;
}

/**
 * Stage: acquires the key for this request. Answers the recorded refusal when there is one.
 * Throws `idempotency_key_reused` for another request, `request_in_progress` while the first still runs.
 */
export async function takeKey(exchange: Exchange): Promise<Answer | undefined> {
  const { key, principal, store } = exchange;
  if (key === undefined) return;
  const owner = `${principal.surface}:${store.store_id}:${principal.subject}`;
  const action = createHash("sha256").update(`${owner}\n${key}`).digest("base64url");
  // Keyed by the client's key, which is not stored: secrets in a request cannot be guessed from its fingerprint.
  const [fingerprint, before] = summariesOf(exchange).map((text) =>
    createHmac("sha256", key).update(text).digest("base64url"),
  ) as [string, string];
  const name = `idempotency:${action}`;
  const runsFor = Math.ceil(deadlineOf(exchange.endpoint) / 1000);
  const mine = { fingerprint, run: randomUUID() };
  const earlier = await putIfAbsent(name, mine, runsFor + spareSeconds);
  const isSame = earlier?.fingerprint === fingerprint || earlier?.fingerprint === before;
  if (earlier?.answer && isSame) return replayed(earlier.answer);
  exchange.taken = earlier ? takenBefore(earlier, isSame, action) : newlyTaken(name, mine, action);
}

/** The same answer, marked as replayed. */
export const replayed = (answer: Answer): Answer => ({
  ...answer,
  headers: { ...answer.headers, "Idempotency-Replayed": "true" },
});

// The request in canonical form, then as the release before took it.
const summariesOf = ({ request, parts }: Exchange) =>
  [canonicalJson(parts.body ?? null), JSON.stringify(parts.body ?? null)].map(
    (body) => `${request.method} ${request.originalUrl}\n${body}`,
  );

const newlyTaken = (name: string, mine: Entry, action: string): KeyInUse => ({
  action,
  isDone: false,
  settle(answer) {
    const { fingerprint } = mine;
    if (!answer) return replace(name, mine);
    return replace(name, mine, answer.status < 400 ? { fingerprint, done: true } : { fingerprint, answer });
  },
});

function takenBefore(earlier: Entry, isSame: boolean, action: string): KeyInUse {
  if (!isSame) {
    refuse(422, "idempotency_key_reused", "This idempotency key was used with another request. Take a new key.");
  }
  if (earlier.done) return { action, isDone: true, settle: async () => undefined };
  return refuse(409, "request_in_progress", "The first request with this key is still running.");
}

// Without Redis the actions' own records still prevent a second effect, so requests continue while it is unavailable.
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

// A gateway that was frozen must not write over what a repetition of its request left meanwhile.
const replaceScript = `
  if redis.call('GET', KEYS[1]) ~= ARGV[1] then return end
  if ARGV[2] == '' then redis.call('DEL', KEYS[1]) else redis.call('SET', KEYS[1], ARGV[2], 'EX', ARGV[3]) end`;

async function replace(name: string, mine: Entry, by?: Entry): Promise<void> {
  const client = redis();
  if (client) {
    const [before, after] = [JSON.stringify(mine), by ? JSON.stringify(by) : ""];
    await client.eval(replaceScript, 1, name, before, after, keptSeconds).catch(() => undefined);
  } else if (here.get(name)?.run !== mine.run) return;
  else if (by) here.set(name, by, { ttl: keptSeconds * 1000 });
  else here.delete(name);
}

function sizeOf(entry: Entry): number {
  return 200 + JSON.stringify(entry.answer ?? null).length * 2;
}
