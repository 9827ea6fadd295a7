import { availableParallelism } from "node:os";
import { hash, type Options, verify } from "@node-rs/argon2";
import { Errors } from "moleculer";
import { Turns } from "../../mixins/jobs/turns.ts";
import { normalizePassword } from "./accounts.rules.ts";

// OWASP's second choice of parameters for argon2id: 19 MiB, two passes, one thread.
const options: Options = { algorithm: 2, memoryCost: 19_456, timeCost: 2, parallelism: 1 };

// Each hash occupies a thread of the pool that also reads files, and its memory; this limit leaves room for the rest.
const atOnce = Math.max(1, Math.min(3, availableParallelism()));
// About two seconds of work: a client would not wait longer.
const waitingAtMost = 100;

const tooMany = () =>
  new Errors.MoleculerError("Too many passwords are waiting to be checked.", 503, "service_unavailable");

const turns = {
  signIn: new Turns(atOnce, waitingAtMost, tooMany),
  // Anyone can register, as often as they like: whoever signs in does not wait behind them.
  registration: new Turns(1, waitingAtMost / 2, tooMany),
};

/** Hashes a password in the turns of its purpose. Throws `service_unavailable` when too many are waiting. */
export const hashPassword = (password: string, purpose: keyof typeof turns = "signIn"): Promise<string> =>
  turns[purpose].take(() => hash(normalizePassword(password), options));

/** True when a password matches the hash. Takes as long when there is no hash. */
export async function isPasswordOf(kept: string | undefined, password: string): Promise<boolean> {
  dummyHash ??= hash("no password", options);
  const against = kept ?? (await dummyHash);
  const isRight = await turns.signIn.take(() => verify(against, normalizePassword(password), options));
  return isRight && kept !== undefined;
}

// Made with the same parameters, so that comparing with it takes as long.
let dummyHash: Promise<string> | undefined;
