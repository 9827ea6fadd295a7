import Joi from "joi";
import { type TracingEnv, tracingKeys } from "./env-tracing.ts";
import {
  keys,
  namespace,
  natsCreds,
  natsSeed,
  origins,
  port,
  publicUrl,
  rsaPrivateKey,
  rsaPublicKey,
  type Shard,
  shards,
  url,
  urls,
} from "./env-values.ts";

/** The configuration of the process. Only this file reads `process.env`. */
export interface Env extends TracingEnv {
  /** The gateway's port. */
  PORT: number;
  HOST: string;
  /** The port of Prometheus metrics at `/metrics`; 0 for any free port. */
  METRICS_PORT: number;
  /** `mysql://…`; unset means SQLite files under DATA_DIR. */
  DATABASE_URL?: string;
  /** A replica of it, for lists and exports that may be a second old; unset means that all is read from DATABASE_URL. */
  DATABASE_READ_URL?: string;
  /** Further databases over which stores are spread: `1=mysql://… 2=mysql://…`; none means that all are in one. */
  SHARDS: Shard[];
  /** The password of DATABASE_URL, for those who keep it apart; likewise the two below. */
  DATABASE_PASSWORD?: string;
  DATA_DIR: string;
  /** `nats://…`; unset means that everything runs in this process. */
  NATS_URL?: string;
  NATS_PASSWORD?: string;
  /** The content of a `.creds` file, or an NKey's seed: in the place of a user; usually by NATS_CREDS_FILE. */
  NATS_CREDS?: string;
  NATS_NKEY?: string;
  /** Replicas of the stream of events (unset means 3 in a cluster, else 1), and how long it keeps them. */
  NATS_REPLICAS?: number;
  NATS_RETENTION_DAYS: number;
  /** What keeps apart deployments that share a NATS or a Redis: part of the names of all they have there. */
  NAMESPACE: string;
  /** `redis://…`; unset means an LRU in this process. */
  REDIS_URL?: string;
  REDIS_PASSWORD?: string;
  /** CAs that are trusted beside the system's, in a PEM file: for every URL that names none itself. */
  TLS_CA_FILE?: string;
  /** Names of the services that this process runs; unset means all. */
  SERVICES?: string;
  /** `1` lets a server that is not of production listen beyond this machine. */
  ALLOW_DEV_ON_NETWORK?: "1";
  NODE_ENV: "development" | "test" | "production";
  /** What HS256 tokens are signed with; unset in production processes that do not run `auth`. */
  JWT_SECRET?: string;
  JWT_PUBLIC_KEY?: string;
  /** The private key of JWT_PUBLIC_KEY, which signs the tokens of sign-in; unset means that others issue tokens. */
  JWT_PRIVATE_KEY?: string;
  /** Where further public keys are, by `kid`: a JWKS, fetched again as it grows old. */
  JWT_JWKS_URL?: string;
  /** The same in a file, read again when it changes. */
  JWT_KEYS_FILE?: string;
  JWT_ISSUER: string;
  /** The SMTP server; unset means the development mailbox. */
  SMTP_URL?: string;
  /** `sk_…` or `rk_…`; enables payments through Stripe. */
  STRIPE_SECRET_KEY?: string;
  /** The URL of Stripe's API, for tests and proxies; unset means Stripe's own. */
  STRIPE_API_URL?: string;
  /** Secrets of Stripe's messages to `/hooks/stripe`; two while one is rotated. */
  STRIPE_WEBHOOK_SECRET: string[];
  /** `rzp_…`; with its secret it enables payments through Razorpay. */
  RAZORPAY_KEY_ID?: string;
  RAZORPAY_KEY_SECRET?: string;
  /** The URL of Razorpay's API, for tests and proxies. */
  RAZORPAY_API_URL?: string;
  /** Secrets of Razorpay's messages to `/hooks/razorpay`; two while one is rotated. */
  RAZORPAY_WEBHOOK_SECRET: string[];
  RATE_LIMIT: "on" | "off";
  LOG_LEVEL: "fatal" | "error" | "warn" | "info" | "debug" | "trace";
  /** Origins that browsers may call from; empty means none. */
  CORS_ORIGINS: string[];
  /** How many proxies are in front of the gateway: so many addresses of `X-Forwarded-For` are trusted. */
  TRUST_PROXY: number;
  /** Connections that the gateway holds at once. */
  MAX_CONNECTIONS: number;
  /** How long the gateway serves after SIGTERM while clients are connected, in milliseconds. */
  DRAIN_NOTICE_MS: number;
  /** The storage of pictures: `s3://key:secret@host/bucket?region=…` or `file:///folder`; unset: DATA_DIR/media. */
  MEDIA_URL?: string;
  /** The gateway's URL for clients, such as `https://api.example.com`; unset means the host of the request. */
  PUBLIC_URL?: string;
  /** A list of breached passwords by k-anonymity: `<url>/<first five digits of the SHA-1>`; unset means no check. */
  BREACHED_PASSWORDS_URL?: string;
  /** Encryption keys of bank accounts: the first encrypts, the others decrypt. Empty: no accounts are accepted. */
  BANK_ACCOUNT_KEYS: { id: string; key: string }[];
  /** Encryption keys of authenticators' secrets, likewise. Empty: the key is derived from what signs tokens. */
  SECOND_FACTOR_KEYS: { id: string; key: string }[];
  /** Whether apps may have webhooks at `http://` URLs, on port 80. */
  WEBHOOK_HTTP: "allow" | "refuse";
  /** The issuer by whose sign-in (OpenID Connect) the console is opened; unset means none. */
  OPS_OIDC_ISSUER?: string;
  OPS_OIDC_CLIENT_ID?: string;
  /** Unset for a public client, which PKCE alone protects. */
  OPS_OIDC_CLIENT_SECRET?: string;
  /** The claim that holds the roles, with dots into objects (`realm_access.roles`), and the role that opens the console. */
  OPS_OIDC_ROLE_CLAIM: string;
  OPS_OIDC_ROLE: string;
  /** Connections to the database that this process may hold. */
  DATABASE_POOL: number;
}

/** What a deployment is called on NATS and Redis unless it is told otherwise. */
export const defaultNamespace = "seller-orchestra";
/** What tokens of development are signed with. */
export const developmentSecret = "seller-orchestra-development-secret";
/** What bank accounts of development are encrypted with. */
export const developmentKeys = [
  { id: "development", key: Buffer.from("not-a-secret-only-for-developers").toString("base64") },
];

/** What each variable may be. */
export const schema = Joi.object<Env>({
  PORT: port().default(3000),
  HOST: Joi.string().hostname().default("127.0.0.1"),
  METRICS_PORT: port().default(3030),
  DATABASE_URL: urls("mysql", "mariadb"),
  DATABASE_READ_URL: urls("mysql", "mariadb"),
  SHARDS: shards(),
  DATABASE_PASSWORD: Joi.string(),
  DATA_DIR: Joi.string().default("./data"),
  NATS_URL: urls("nats", "tls"),
  NATS_PASSWORD: Joi.string(),
  NATS_CREDS: natsCreds(),
  NATS_NKEY: natsSeed(),
  NATS_REPLICAS: Joi.number().valid(1, 3, 5),
  NATS_RETENTION_DAYS: Joi.number().min(0.0001).max(90).default(7),
  NAMESPACE: namespace().default(defaultNamespace),
  REDIS_PASSWORD: Joi.string(),
  REDIS_URL: urls("redis", "rediss"),
  TLS_CA_FILE: Joi.string(),
  SERVICES: Joi.string().pattern(/^\s*[a-z]+(\s*,\s*[a-z]+)*\s*$/, "list of service names with commas between them"),
  ALLOW_DEV_ON_NETWORK: Joi.string().valid("1"),
  NODE_ENV: Joi.string().valid("development", "test", "production").default("development"),
  JWT_SECRET: Joi.string()
    .min(16)
    .default(({ NODE_ENV }: Env) => (NODE_ENV === "production" ? undefined : developmentSecret)),
  JWT_PUBLIC_KEY: Joi.string()
    .custom(rsaPublicKey)
    .messages({ "any.invalid": "{{#label}} must be an RSA public key in PEM, from -----BEGIN PUBLIC KEY----- on" }),
  JWT_PRIVATE_KEY: Joi.string()
    .custom(rsaPrivateKey)
    .messages({ "any.invalid": "{{#label}} must be an RSA private key in PEM, from -----BEGIN PRIVATE KEY----- on" }),
  JWT_JWKS_URL: url("https", "http"),
  JWT_KEYS_FILE: Joi.string(),
  JWT_ISSUER: Joi.string().default("seller-orchestra"),
  SMTP_URL: url("smtp", "smtps"),
  STRIPE_SECRET_KEY: Joi.string().pattern(/^[sr]k_\w+$/, "key that begins with sk_ or rk_"),
  STRIPE_API_URL: url("http", "https")
    .pattern(/^https?:\/\/[^/]+\/?$/)
    .messages({ "string.pattern.base": "{{#label}} must be a URL without a path, such as http://127.0.0.1:12111" }),
  STRIPE_WEBHOOK_SECRET: Joi.array().items(Joi.string().min(8)).max(2).default([]),
  RAZORPAY_KEY_ID: Joi.string().pattern(/^rzp_\w+$/, "key that begins with rzp_"),
  RAZORPAY_KEY_SECRET: Joi.string(),
  RAZORPAY_API_URL: url("http", "https"),
  RAZORPAY_WEBHOOK_SECRET: Joi.array().items(Joi.string().min(8)).max(2).default([]),
  RATE_LIMIT: Joi.string().valid("on", "off").default("on"),
  LOG_LEVEL: Joi.string().valid("fatal", "error", "warn", "info", "debug", "trace").default("info"),
  CORS_ORIGINS: origins(),
  TRUST_PROXY: Joi.number().integer().min(0).max(10).default(0),
  MAX_CONNECTIONS: Joi.number().integer().min(10).max(1_000_000).default(10_000),
  DRAIN_NOTICE_MS: Joi.number().integer().min(0).max(60_000).default(1_000),
  MEDIA_URL: url("s3", "file")
    .pattern(/^(s3:\/\/[^/]+\/[^/?]+|file:\/\/\/.+)/)
    .messages({ "string.pattern.base": "{{#label}} must be s3://key:secret@host/bucket?region=… or file:///folder" }),
  BREACHED_PASSWORDS_URL: url("http", "https")
    .pattern(/[^/]$/)
    .messages({ "string.pattern.base": "{{#label}} must end without a slash, such as https://example.com/range" }),
  PUBLIC_URL: publicUrl(),
  BANK_ACCOUNT_KEYS: keys().default(({ NODE_ENV }: Env) => (NODE_ENV === "production" ? [] : developmentKeys)),
  SECOND_FACTOR_KEYS: keys().default([]),
  DATABASE_POOL: Joi.number().integer().min(2).max(200).default(10).messages({
    "number.min": "{{#label}} must be 2 or more: work and the renewal of its lock need one each",
  }),
  OPS_OIDC_ISSUER: url("https", "http"),
  OPS_OIDC_CLIENT_ID: Joi.string(),
  OPS_OIDC_CLIENT_SECRET: Joi.string(),
  OPS_OIDC_ROLE_CLAIM: Joi.string().default("roles"),
  OPS_OIDC_ROLE: Joi.string().default("operator"),
  WEBHOOK_HTTP: Joi.string().valid("allow", "refuse").default("refuse"),
  ...tracingKeys,
})
  // Joi would quote the value, which may be a secret.
  .messages({ "string.pattern.name": "{{#label}} must be a {{#name}}" });
