import { availableParallelism } from "node:os";
import { hash, type Options, verify } from "@node-rs/argon2";
import { Errors } from "moleculer";
import { normalizePassword } from "./accounts.rules.ts";

// OWASP's second choice of parameters for argon2id: 19 MiB, two passes, one thread.
const options: Options = { algorithm: 2, memoryCost: 19_456, timeCost: 2, parallelism: 1 };

// Each hash occupies a thread of the pool that also reads files, and its memory; this limit leaves room for the rest.
const atOnce = Math.max(1, Math.min(3, availableParallelism()));
// About two seconds of work: a client would not wait longer.
const waitingAtMost = 100;

let running = 0;
const waiting: (() => void)[] = [];

/** Hashes a password. Throws `service_unavailable` when too many hashes are waiting. */
export const hashPassword = (password: string): Promise<string> =>
  inTurn(() => hash(normalizePassword(password), options));

/** True when a password matches the hash. Takes as long when there is no hash. */
export async function isPasswordOf(kept: string | undefined, password: string): Promise<boolean> {
  dummyHash ??= hash("no password", options);
  const against = kept ?? (await dummyHash);
  const isRight = await inTurn(() => verify(against, normalizePassword(password), options));
  return isRight && kept !== undefined;
}

// Made with the same parameters, so that comparing with it takes as long.
let dummyHash: Promise<string> | undefined;

async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  if (running >= atOnce) await turn();
  else running++;
  try {
    return await work();
  } finally {
    const next = waiting.shift();
    if (next) next();
    else running--;
  }
}

function turn(): Promise<void> {
  if (waiting.length >= waitingAtMost)
    return Promise.reject(
      new Errors.MoleculerError("Too many passwords are waiting to be checked.", 503, "service_unavailable"),
    );
  return new Promise((resolve) => waiting.push(resolve));
}
