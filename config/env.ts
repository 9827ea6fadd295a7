import { createPublicKey } from "node:crypto";
import { inspect } from "node:util";
import Joi from "joi";

/** What the process is told by its environment. Every other file asks here; only this one reads `process.env`. */
export interface Env {
  /** Where the gateway listens. */
  PORT: number;
  HOST: string;
  /** Prometheus metrics at `/metrics`; 0 takes any free port. */
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
  JWT_ISSUER: string;
  /** Where e-mail goes; unset means the development mailbox. */
  SMTP_URL?: string;
  /** `sk_…` or `rk_…`: lets orders be paid through Stripe. */
  STRIPE_SECRET_KEY?: string;
  /** Where Stripe's API is, for tests and proxies; unset means Stripe's own. */
  STRIPE_API_URL?: string;
  RATE_LIMIT: "on" | "off";
  LOG_LEVEL: "fatal" | "error" | "warn" | "info" | "debug" | "trace";
  /** Origins that browsers may call from; empty means none. */
  CORS_ORIGINS: string[];
  /** How many proxies stand before the gateway: so many addresses of `X-Forwarded-For` are believed. */
  TRUST_PROXY: number;
  /** Connections to the database that this process may hold. */
  DATABASE_POOL: number;
  /** Where traces go (OTLP over HTTP, JSON), without `/v1/traces`; unset means that none are made. */
  OTEL_EXPORTER_OTLP_ENDPOINT?: string;
  /** What this process is called in them. */
  OTEL_SERVICE_NAME?: string;
}

const developmentSecret = "seller-orchestra-development-secret";

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
  DATABASE_POOL: Joi.number().integer().min(2).max(200).default(10).messages({
    "number.min": "{{#label}} must be 2 or more: the lock under which tables are made holds one connection",
  }),
  OTEL_EXPORTER_OTLP_ENDPOINT: url("http", "https"),
  OTEL_SERVICE_NAME: Joi.string(),
});

/** Reads and checks an environment. Throws one Error that names every bad variable and what would be right. */
export function readEnv(source: NodeJS.ProcessEnv): Readonly<Env> {
  const known = Object.keys(schema.describe().keys as object);
  const given: Record<string, unknown> = {};
  for (const name of known) if (source[name] !== undefined && source[name] !== "") given[name] = source[name];
  if (typeof given.CORS_ORIGINS === "string") given.CORS_ORIGINS = splitList(given.CORS_ORIGINS);
  const { value, error } = schema.validate(given, { abortEarly: false, errors: { wrap: { label: false } } });
  const problems = error?.details.map((detail) => detail.message) ?? [];
  if (!error) problems.push(...productionProblems(value));
  if (problems.length > 0) throw plainError(`The environment is not right:\n  ${problems.join("\n  ")}`);
  return Object.freeze(value);
}

function rsaPublicKey(pem: string, helpers: Joi.CustomHelpers): string | Joi.ErrorReport {
  try {
    // A private key would do as well, but has no business here.
    if (pem.startsWith("-----BEGIN PUBLIC KEY-----") && createPublicKey(pem).asymmetricKeyType === "rsa") return pem;
  } catch {
    // What is wrong with it says OpenSSL in words that help nobody.
  }
  return helpers.error("any.invalid");
}

function productionProblems(env: Env): string[] {
  if (env.NODE_ENV !== "production" || env.JWT_PUBLIC_KEY || env.JWT_SECRET !== developmentSecret) return [];
  return ["JWT_SECRET must be set in production (16 characters or more), or JWT_PUBLIC_KEY for RS256"];
}

const splitList = (text: string) => text.split(",").map((part) => part.trim());

// The reader wants the sentence, not where in this file it was made.
function plainError(message: string): Error {
  const error = new Error(message);
  error.stack = message;
  // The runner prints the message and then the error: the second would say the same again.
  Object.defineProperty(error, inspect.custom, { value: () => "" });
  return error;
}

/** The environment of this process. */
export const env = readEnv(process.env);
