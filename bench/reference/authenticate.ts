import { createHash, timingSafeEqual } from "node:crypto";
import type { FastifyRequest } from "fastify";
import jwt from "jsonwebtoken";
import type { Db } from "./connection.ts";

/** The shop that a request is about. */
export interface Shop {
  store_id: number;
  domain_id: string;
  tenant_id: string;
  currency: string;
  currency_decimals: number;
  country: string;
}

/** The caller, and the shop. */
export interface Caller {
  actor: { type: "merchant" | "app" | "staff"; id: string };
  shop: Shop;
}

/** Authenticates the caller. All throw an error that Fastify turns into 401 or 403. */
export interface Authentication {
  merchant(request: FastifyRequest): Promise<Caller>;
  app(request: FastifyRequest, scope: string): Promise<Caller>;
  staff(request: FastifyRequest): Promise<Caller>;
}

/** Each credential is checked on every request: a signature for people, the hash in the database for apps. */
export function authentication(db: Db, secret: string): Authentication {
  const shops = new Map<string | number, Shop>();
  async function shopOf(column: "store_id" | "domain_id", value: string | number): Promise<Shop> {
    const known = shops.get(value);
    if (known) return known;
    const columns = "store_id, domain_id, tenant_id, currency, currency_decimals, country";
    const [shop] = await db.rows<Shop>(`SELECT ${columns} FROM stores WHERE ${column} = ?`, [value]);
    if (!shop) throw refusal(404, "There is no such shop.");
    shops.set(value, shop);
    return shop;
  }
  return {
    async merchant(request) {
      const claims = verified(bearer(request), secret, "merchant");
      const { domain_id } = request.params as { domain_id: string };
      if (!(claims.domain_ids as string[]).includes(domain_id)) throw refusal(403, "Not a domain of the token.");
      const shop = await shopOf("domain_id", domain_id);
      if (shop.tenant_id !== claims.tenant_id) throw refusal(403, "Not a domain of the token.");
      return { actor: { type: "merchant", id: String(claims.sub) }, shop };
    },
    async app(request, scope) {
      const grant = request.headers.authorization ? await byToken(db, request) : await byClient(db, request);
      if (!grant) throw refusal(401, "The credential opens nothing.");
      if (!grant.scopes.split(" ").includes(scope)) throw refusal(403, "The app may not do that.");
      return { actor: { type: "app", id: grant.client_id }, shop: await shopOf("store_id", grant.store_id) };
    },
    async staff(request) {
      const claims = verified(bearer(request), secret, "commerce");
      if (!(claims.roles as string[]).some((role) => managing.has(role))) throw refusal(403, "Not for this role.");
      const shop = await shopOf("store_id", Number(claims.store_id));
      if (shop.tenant_id !== claims.tenant_id) throw refusal(403, "Not a store of the token.");
      return { actor: { type: "staff", id: String(claims.sub) }, shop };
    },
  };
}

interface Grant {
  client_id: string;
  store_id: number;
  scopes: string;
}

async function byToken(db: Db, request: FastifyRequest): Promise<Grant | undefined> {
  const [grant] = await db.rows<Grant>(
    `SELECT a.client_id, t.store_id, t.scopes FROM access_tokens t
     JOIN apps a ON a.id = t.app_id JOIN app_installs i ON i.store_id = t.store_id AND i.app_id = t.app_id
     WHERE t.token_hash = ? AND t.expires_at > ?`,
    [hash(bearer(request)), Date.now()],
  );
  return grant;
}

async function byClient(db: Db, request: FastifyRequest): Promise<Grant | undefined> {
  const { "x-client-id": id, "x-client-secret": secret, "x-store-id": store } = request.headers;
  const store_id = Number(store);
  if (typeof id !== "string" || typeof secret !== "string" || !Number.isInteger(store_id)) return undefined;
  const [client] = await db.rows<{ client_id: string; secret_hash: string; scopes: string }>(
    `SELECT a.client_id, a.secret_hash, i.scopes FROM apps a
     JOIN app_installs i ON i.store_id = ? AND i.app_id = a.id WHERE a.client_id = ?`,
    [store_id, id],
  );
  const right = client && timingSafeEqual(Buffer.from(client.secret_hash), Buffer.from(hash(secret)));
  return right ? { client_id: client.client_id, store_id, scopes: client.scopes } : undefined;
}

function verified(token: string, secret: string, audience: "merchant" | "commerce"): jwt.JwtPayload {
  try {
    const options = { algorithms: ["HS256" as const], issuer: "seller-orchestra", audience };
    return jwt.verify(token, secret, options) as jwt.JwtPayload;
  } catch {
    throw refusal(401, "The token is not right.");
  }
}

const managing = new Set(["restaurant_manager", "tenant_admin"]);

const bearer = (request: FastifyRequest) => (request.headers.authorization ?? "").replace(/^Bearer /, "");
const hash = (secret: string) => createHash("sha256").update(secret).digest("base64");
const refusal = (statusCode: number, message: string) => Object.assign(new Error(message), { statusCode });
