import { createPrivateKey, createPublicKey } from "node:crypto";
import { readFileSync } from "node:fs";
import { developmentKeys, developmentSecret, type Env } from "./env-schema.ts";
import { splitList } from "./env-values.ts";
import { serviceNames } from "./service-names.ts";
import { tlsProblems } from "./tls.ts";

/** What is wrong with variables beside each other, one line for each. */
export const problemsOf = (env: Env): string[] => [
  ...networkProblems(env),
  ...productionProblems(env),
  ...keyProblems(env),
  ...keySetProblems(env),
  ...signInProblems(env),
  ...tlsProblems(env),
  ...(env.DATABASE_READ_URL && !env.DATABASE_URL
    ? ["DATABASE_READ_URL needs DATABASE_URL, of which it is a replica"]
    : []),
  ...shardProblems(env),
  ...serviceProblems(env),
];

// A name that is not known would start a process that runs nothing.
function serviceProblems({ SERVICES }: Env): string[] {
  if (SERVICES === undefined) return [];
  const known = serviceNames();
  const unknown = splitList(SERVICES).filter((name) => !known.includes(name));
  return unknown.map((name) => `SERVICES must not name ${name}, which is no service: there are ${known.join(", ")}`);
}

function shardProblems({ SHARDS, DATABASE_URL, TLS_CA_FILE }: Env): string[] {
  if (SHARDS.length > 0 && !DATABASE_URL) return ["SHARDS needs DATABASE_URL, which is the shard 0"];
  if (SHARDS.some(({ url }) => url === DATABASE_URL))
    return ["SHARDS must not name the database of DATABASE_URL again"];
  return SHARDS.flatMap(({ number, url }) =>
    tlsProblems({ DATABASE_URL: url, TLS_CA_FILE }).map((line) => line.replace("DATABASE_URL", `SHARDS, ${number},`)),
  );
}

// Development has a known secret, a mailbox that shows every code, and no limits on who may read it.
function networkProblems({ NODE_ENV, HOST, ALLOW_DEV_ON_NETWORK }: Env): string[] {
  const isLocal = /^(localhost|127\.\d+\.\d+\.\d+|::1)$/.test(HOST);
  if (NODE_ENV === "production" || isLocal || ALLOW_DEV_ON_NETWORK === "1") return [];
  const why = `its secrets are known and /dev/mailbox shows every code`;
  return [`HOST ${HOST} opens a server of ${NODE_ENV} to the network: ${why}. ALLOW_DEV_ON_NETWORK=1 allows it`];
}

function signInProblems({ OPS_OIDC_ISSUER, OPS_OIDC_CLIENT_ID, NODE_ENV }: Env): string[] {
  if (!OPS_OIDC_ISSUER) return [];
  const problems = OPS_OIDC_CLIENT_ID ? [] : ["OPS_OIDC_ISSUER needs OPS_OIDC_CLIENT_ID beside it"];
  if (NODE_ENV === "production" && OPS_OIDC_ISSUER.startsWith("http:"))
    problems.push("OPS_OIDC_ISSUER must begin with https:// in production: whoever changes its answers signs in");
  return problems;
}

function keySetProblems({ JWT_KEYS_FILE, JWT_JWKS_URL, NODE_ENV }: Env): string[] {
  const problems: string[] = [];
  if (NODE_ENV === "production" && JWT_JWKS_URL?.startsWith("http:"))
    problems.push("JWT_JWKS_URL must begin with https:// in production: whoever changes the answer signs tokens");
  if (JWT_KEYS_FILE && !isKeySet(JWT_KEYS_FILE))
    problems.push(`JWT_KEYS_FILE must name a JWKS, { "keys": [{ "kid": …, "kty": "RSA", … }] }: ${JWT_KEYS_FILE}`);
  return problems;
}

function isKeySet(file: string): boolean {
  try {
    const { keys } = JSON.parse(readFileSync(file, "utf8")) as {
      keys: { kid?: unknown; kty?: unknown; d?: unknown }[];
    };
    // A private key has no business here, and a key without a `kid` is never found.
    return keys.length > 0 && keys.every(({ kid, kty, d }) => typeof kid === "string" && kty === "RSA" && !d);
  } catch {
    return false;
  }
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
  const problems = [...secretProblems(env)];
  for (const name of ["JWT_PUBLIC_KEY", "JWT_PRIVATE_KEY"] as const)
    if (bitsOf(env[name]) < 2_048) problems.push(`${name} must be an RSA key of 2,048 bits or more in production`);
  if (env.BANK_ACCOUNT_KEYS.some(({ key }) => key === developmentKeys[0]?.key))
    problems.push("BANK_ACCOUNT_KEYS must not hold the key of development in production");
  return problems;
}

function secretProblems({ JWT_SECRET, JWT_PUBLIC_KEY, JWT_JWKS_URL, JWT_KEYS_FILE, SERVICES }: Env): string[] {
  const runsAuth = SERVICES === undefined || splitList(SERVICES).includes("auth");
  if (!runsAuth || JWT_PUBLIC_KEY || JWT_JWKS_URL || JWT_KEYS_FILE) return [];
  if (JWT_SECRET === undefined || JWT_SECRET === developmentSecret)
    return ["JWT_SECRET must be set in production (32 bytes or more), or JWT_PUBLIC_KEY for RS256"];
  return Buffer.byteLength(JWT_SECRET) < 32 ? ["JWT_SECRET must have 32 bytes or more in production"] : [];
}

const bitsOf = (pem: string | undefined) =>
  pem ? (createPublicKey(pem).asymmetricKeyDetails?.modulusLength ?? 0) : Number.POSITIVE_INFINITY;
