import { availableParallelism } from "node:os";
import { hash, type Options, verify } from "@node-rs/argon2";
import { Errors } from "moleculer";
import { normalizePassword } from "./accounts.rules.ts";

// OWASP's second choice of parameters for argon2id: 19 MiB, two passes, one thread.
const options: Options = { algorithm: 2, memoryCost: 19_456, timeCost: 2, parallelism: 1 };

// Each takes a thread of the pool that also reads files, and its memory; so many leave room for the rest.
const atOnce = Math.max(1, Math.min(3, availableParallelism()));
// About two seconds of work: whoever is further behind would wait longer than a client does.
const waitingAtMost = 100;

let running = 0;
const waiting: (() => void)[] = [];

/** What is kept of a password. Throws `service_unavailable` when too many wait for theirs. */
export const hashPassword = (password: string): Promise<string> =>
  inTurn(() => hash(normalizePassword(password), options));

/** True when a password is the one of the hash. Takes as long when there is none. */
export async function isPasswordOf(kept: string | undefined, password: string): Promise<boolean> {
  nobodys ??= hash("the password of nobody", options);
  const against = kept ?? (await nobodys);
  const isRight = await inTurn(() => verify(against, normalizePassword(password), options));
  return isRight && kept !== undefined;
}

// Made of the same parameters, so that it costs the same to compare with.
let nobodys: Promise<string> | undefined;

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
      new Errors.MoleculerError("Too many passwords wait to be checked.", 503, "service_unavailable"),
    );
  return new Promise((resolve) => waiting.push(resolve));
}
