import { createPrivateKey, createPublicKey } from "node:crypto";
import { inspect } from "node:util";
import Joi from "joi";

/** The configuration of the process. Only this file reads `process.env`. */
export interface Env {
  /** The gateway's port. */
  PORT: number;
  HOST: string;
  /** The port of Prometheus metrics at `/metrics`; 0 for any free port. */
  METRICS_PORT: number;
  /** `mysql://…`; unset means SQLite files under DATA_DIR. */
  DATABASE_URL?: string;
  DATA_DIR: string;
  /** `nats://…`; unset means that everything runs in this process. */
  NATS_URL?: string;
  /** `redis://…`; unset means an LRU in this process. */
  REDIS_URL?: string;
  /** Names of the services that this process runs; unset means all. */
  SERVICES?: string;
  NODE_ENV: "development" | "test" | "production";
  JWT_SECRET: string;
  JWT_PUBLIC_KEY?: string;
  /** The private key of JWT_PUBLIC_KEY, which signs the tokens of sign-in; unset means that others issue tokens. */
  JWT_PRIVATE_KEY?: string;
  JWT_ISSUER: string;
  /** The SMTP server; unset means the development mailbox. */
  SMTP_URL?: string;
  /** `sk_…` or `rk_…`; enables payments through Stripe. */
  STRIPE_SECRET_KEY?: string;
  /** The URL of Stripe's API, for tests and proxies; unset means Stripe's own. */
  STRIPE_API_URL?: string;
  RATE_LIMIT: "on" | "off";
  LOG_LEVEL: "fatal" | "error" | "warn" | "info" | "debug" | "trace";
  /** Origins that browsers may call from; empty means none. */
  CORS_ORIGINS: string[];
  /** How many proxies are in front of the gateway: so many addresses of `X-Forwarded-For` are trusted. */
  TRUST_PROXY: number;
  /** How long the gateway serves after SIGTERM while clients are connected, in milliseconds. */
  DRAIN_NOTICE_MS: number;
  /** The storage of pictures: `s3://key:secret@host/bucket?region=…` or `file:///folder`; unset: DATA_DIR/media. */
  MEDIA_URL?: string;
  /** The gateway's URL for clients, such as `https://api.example.com`; unset means the host of the request. */
  PUBLIC_URL?: string;
  /** Encryption keys of bank accounts: the first encrypts, the others decrypt. Empty: no accounts are accepted. */
  BANK_ACCOUNT_KEYS: { id: string; key: string }[];
  /** Whether apps may have webhooks at `http://` URLs, on port 80. */
  WEBHOOK_HTTP: "allow" | "refuse";
  /** Connections to the database that this process may hold. */
  DATABASE_POOL: number;
  /** The collector of traces (OTLP over HTTP, JSON), without `/v1/traces`; unset means no traces. */
  OTEL_EXPORTER_OTLP_ENDPOINT?: string;
  /** The name of this process in traces. */
  OTEL_SERVICE_NAME?: string;
}

const developmentSecret = "seller-orchestra-development-secret";
const developmentKeys = [
  { id: "development", key: Buffer.from("not-a-secret-only-for-developers").toString("base64") },
];

const url = (...schemes: string[]) =>
  Joi.string()
    .uri({ scheme: schemes })
    .messages({ "string.uriCustomScheme": `{{#label}} must be a URL that begins with ${schemes.join(":// or ")}://` });

const schema = Joi.object<Env>({
  PORT: Joi.number().port().default(3000),
  HOST: Joi.string().hostname().default("127.0.0.1"),
  METRICS_PORT: Joi.number().port().default(3030),
  DATABASE_URL: url("mysql", "mariadb"),
  DATA_DIR: Joi.string().default("./data"),
  NATS_URL: url("nats", "tls"),
  REDIS_URL: url("redis", "rediss"),
  SERVICES: Joi.string().pattern(/^\s*[a-z]+(\s*,\s*[a-z]+)*\s*$/, "comma-separated service names"),
  NODE_ENV: Joi.string().valid("development", "test", "production").default("development"),
  JWT_SECRET: Joi.string().min(16).default(developmentSecret),
  JWT_PUBLIC_KEY: Joi.string()
    .custom(rsaPublicKey)
    .messages({ "any.invalid": "{{#label}} must be an RSA public key in PEM, from -----BEGIN PUBLIC KEY----- on" }),
  JWT_PRIVATE_KEY: Joi.string()
    .custom(rsaPrivateKey)
    .messages({ "any.invalid": "{{#label}} must be an RSA private key in PEM, from -----BEGIN PRIVATE KEY----- on" }),
  JWT_ISSUER: Joi.string().default("seller-orchestra"),
  SMTP_URL: url("smtp", "smtps"),
  STRIPE_SECRET_KEY: Joi.string().pattern(/^[sr]k_\w+$/, "key that begins with sk_ or rk_"),
  STRIPE_API_URL: url("http", "https")
    .pattern(/^https?:\/\/[^/]+\/?$/)
    .messages({ "string.pattern.base": "{{#label}} must be a URL without a path, such as http://127.0.0.1:12111" }),
  RATE_LIMIT: Joi.string().valid("on", "off").default("on"),
  LOG_LEVEL: Joi.string().valid("fatal", "error", "warn", "info", "debug", "trace").default("info"),
  CORS_ORIGINS: Joi.array()
    .items(Joi.string().uri({ scheme: ["http", "https"] }))
    .default([]),
  TRUST_PROXY: Joi.number().integer().min(0).max(10).default(0),
  DRAIN_NOTICE_MS: Joi.number().integer().min(0).max(60_000).default(1_000),
  MEDIA_URL: url("s3", "file")
    .pattern(/^(s3:\/\/[^/]+\/[^/?]+|file:\/\/\/.+)/)
    .messages({ "string.pattern.base": "{{#label}} must be s3://key:secret@host/bucket?region=… or file:///folder" }),
  PUBLIC_URL: url("http", "https")
    .pattern(/[^/]$/)
    .messages({ "string.pattern.base": "{{#label}} must end without a slash, such as https://api.example.com" }),
  BANK_ACCOUNT_KEYS: Joi.array()
    .items(
      Joi.object({
        id: Joi.string().pattern(/^\w{1,32}$/),
        key: Joi.string().custom(key256),
      }),
    )
    .min(1)
    .unique("id")
    .default(({ NODE_ENV }: Env) => (NODE_ENV === "production" ? [] : developmentKeys))
    .messages({ "*": "{{#label}} must be id:key pairs with commas between them, each key 32 bytes in base64" }),
  DATABASE_POOL: Joi.number().integer().min(2).max(200).default(10).messages({
    "number.min": "{{#label}} must be 2 or more: the lock under which tables are made holds one connection",
  }),
  WEBHOOK_HTTP: Joi.string().valid("allow", "refuse").default("refuse"),
  OTEL_EXPORTER_OTLP_ENDPOINT: url("http", "https"),
  OTEL_SERVICE_NAME: Joi.string(),
});

/** Reads and validates an environment. Throws one Error that names every invalid variable and a valid value. */
export function readEnv(source: NodeJS.ProcessEnv): Readonly<Env> {
  const known = Object.keys(schema.describe().keys as object);
  const given: Record<string, unknown> = {};
  for (const name of known) if (source[name] !== undefined && source[name] !== "") given[name] = source[name];
  if (typeof given.CORS_ORIGINS === "string") given.CORS_ORIGINS = splitList(given.CORS_ORIGINS);
  if (typeof given.BANK_ACCOUNT_KEYS === "string")
    given.BANK_ACCOUNT_KEYS = splitList(given.BANK_ACCOUNT_KEYS).map(idAndKey);
  const { value, error } = schema.validate(given, { abortEarly: false, errors: { wrap: { label: false } } });
  const problems = error?.details.map((detail) => detail.message) ?? [];
  if (!error) problems.push(...productionProblems(value), ...keyProblems(value));
  if (problems.length > 0) throw plainError(`The environment is not right:\n  ${problems.join("\n  ")}`);
  return Object.freeze(value);
}

function rsaPublicKey(pem: string, helpers: Joi.CustomHelpers): string | Joi.ErrorReport {
  try {
    // A private key would work too, but must not be here.
    if (pem.startsWith("-----BEGIN PUBLIC KEY-----") && createPublicKey(pem).asymmetricKeyType === "rsa") return pem;
  } catch {
    // The messages of OpenSSL do not help.
  }
  return helpers.error("any.invalid");
}

function key256(key: string, helpers: Joi.CustomHelpers): string | Joi.ErrorReport {
  return Buffer.from(key, "base64").length === 32 ? key : helpers.error("any.invalid");
}

function rsaPrivateKey(pem: string, helpers: Joi.CustomHelpers): string | Joi.ErrorReport {
  try {
    if (createPrivateKey(pem).asymmetricKeyType === "rsa") return pem;
  } catch {
    // As above, and a secret must not be quoted.
  }
  return helpers.error("any.invalid");
}

// With keys that are not a pair, sign-in would issue tokens that the gateway rejects.
function keyProblems({ JWT_PUBLIC_KEY, JWT_PRIVATE_KEY }: Env): string[] {
  if (!JWT_PRIVATE_KEY) return [];
  if (!JWT_PUBLIC_KEY) return ["JWT_PRIVATE_KEY needs JWT_PUBLIC_KEY beside it: by that one tokens are checked"];
  const halves = [createPublicKey(createPrivateKey(JWT_PRIVATE_KEY)), createPublicKey(JWT_PUBLIC_KEY)];
  const [one, other] = halves.map((key) => key.export({ type: "spki", format: "pem" }));
  return one === other ? [] : ["JWT_PRIVATE_KEY and JWT_PUBLIC_KEY must be the two halves of one key"];
}

function productionProblems(env: Env): string[] {
  if (env.NODE_ENV !== "production") return [];
  const problems: string[] = [];
  if (!env.JWT_PUBLIC_KEY && env.JWT_SECRET === developmentSecret)
    problems.push("JWT_SECRET must be set in production (16 characters or more), or JWT_PUBLIC_KEY for RS256");
  if (env.BANK_ACCOUNT_KEYS.some(({ key }) => key === developmentKeys[0]?.key))
    problems.push("BANK_ACCOUNT_KEYS must not hold the key of development in production");
  return problems;
}

function idAndKey(text: string): { id: string; key: string } {
  const [id = "", key = ""] = text.split(/:(.*)/s);
  return { id, key };
}

const splitList = (text: string) => text.split(",").map((part) => part.trim());

// The operator needs the message, not its stack.
function plainError(message: string): Error {
  const error = new Error(message);
  error.stack = message;
  // The runner prints the message and then the error, which would repeat it.
  Object.defineProperty(error, inspect.custom, { value: () => "" });
  return error;
}

/** The environment of this process. */
export const env = readEnv(process.env);
