import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { inspect } from "node:util";
import { problemsOf } from "./env-rules.ts";
import { type Env, schema } from "./env-schema.ts";
import { idAndKey, type Shard, splitList, splitShards } from "./env-values.ts";

export type { Env } from "./env-schema.ts";

/** Reads and validates an environment. Throws one Error that names every invalid variable and a valid value. */
export function readEnv(source: NodeJS.ProcessEnv): Readonly<Env> {
  const known = Object.keys(schema.describe().keys as object);
  const { given, problems } = givenIn(source, known);
  for (const list of ["CORS_ORIGINS", "STRIPE_WEBHOOK_SECRET", "RAZORPAY_WEBHOOK_SECRET"])
    if (typeof given[list] === "string") given[list] = splitList(given[list]);
  for (const name of ["BANK_ACCOUNT_KEYS", "SECOND_FACTOR_KEYS"])
    if (typeof given[name] === "string") given[name] = splitList(given[name]).map(idAndKey);
  for (const engine of ["DATABASE", "NATS", "REDIS"]) takePassword(given, `${engine}_URL`, `${engine}_PASSWORD`);
  // Replicas have the users of their primary, and shards those of the first.
  takePassword(given, "DATABASE_READ_URL", "DATABASE_PASSWORD");
  if (typeof given.SHARDS === "string") given.SHARDS = shardsIn(given.SHARDS, given);
  const { value, error } = schema.validate(given, { abortEarly: false, errors: { wrap: { label: false } } });
  problems.push(...(error?.details.map((detail) => detail.message) ?? []));
  if (!error) problems.push(...problemsOf(value));
  if (problems.length > 0) throw plainError(`The environment is not right:\n  ${[...new Set(problems)].join("\n  ")}`);
  return Object.freeze(value);
}

/** The values that an environment gives: by name, or by `NAME_FILE` that names a file with the value. */
function givenIn(source: NodeJS.ProcessEnv, known: string[]) {
  const given: Record<string, unknown> = {};
  const problems: string[] = [];
  for (const name of known) {
    const [value, file] = [source[name], source[`${name}_FILE`]];
    if (value && file) problems.push(`${name} and ${name}_FILE are both set: only one of them may be`);
    else if (value) given[name] = value;
    else if (file) given[name] = valueIn(name, file, problems);
  }
  return { given, problems };
}

function valueIn(name: string, file: string, problems: string[]): string | undefined {
  try {
    return readFileSync(file, "utf8").trimEnd() || undefined;
  } catch {
    problems.push(`${name}_FILE names a file that cannot be read: ${file}`);
    return undefined;
  }
}

function takePassword(given: Record<string, unknown>, url: string, password: string): void {
  if (typeof given[url] === "string") given[url] = withPassword(given[url], given[password]);
}

// Written into the URL, after its user if it names one.
function withPassword(text: string, password: unknown): string {
  if (typeof password !== "string") return text;
  const secret = encodeURIComponent(password);
  return text.replace(/:\/\/(?:([^@/?:]*)(?::[^@/?]*)?@)?/, (_, user = "") => `://${user}:${secret}@`);
}

const shardsIn = (text: string, { DATABASE_PASSWORD }: Record<string, unknown>): Shard[] =>
  splitShards(text).map(({ number, url }) => ({ number, url: withPassword(url, DATABASE_PASSWORD) }));

/** An error of which the operator needs the message, not its stack. */
export function plainError(message: string): Error {
  const error = new Error(message);
  error.stack = message;
  // The runner prints the message and then the error, which would repeat it.
  Object.defineProperty(error, inspect.custom, { value: () => "" });
  return error;
}

// For developers and the command line: what the environment says itself wins, and tests depend on no file.
const file = join(import.meta.dirname, "../.env");
if (process.env.NODE_ENV !== "test" && existsSync(file)) process.loadEnvFile(file);

/** The environment of this process. */
export const env = readEnv(process.env);
