import { createPrivateKey, createPublicKey, createSecretKey, hkdfSync, type KeyObject, randomBytes } from "node:crypto";
import jwt, { type JwtPayload } from "jsonwebtoken";
import { type Env, env } from "../../config/env.ts";
import { roles, type Surface, type TokenClaims } from "../contracts.ts";
import { invalidToken } from "./auth.errors.ts";
import { type Claims, claimSchemas } from "./claims.schema.ts";

/** How this installation signs its JWTs: with one fixed algorithm, whatever the header of a token names. */
export interface TokenKeys {
  algorithm: "HS256" | "RS256";
  /** The key that verifies signatures. */
  key: KeyObject;
  /** The key that signs; absent where tokens are issued elsewhere. */
  signing?: KeyObject;
  issuer: string;
}

/** Selects RS256 when there is a public key, else HS256. */
export function keysOf(from: Pick<Env, "JWT_SECRET" | "JWT_PUBLIC_KEY" | "JWT_PRIVATE_KEY" | "JWT_ISSUER">): TokenKeys {
  const issuer = from.JWT_ISSUER;
  if (from.JWT_PUBLIC_KEY) {
    const signing = from.JWT_PRIVATE_KEY ? createPrivateKey(from.JWT_PRIVATE_KEY) : undefined;
    return { algorithm: "RS256", key: createPublicKey(from.JWT_PUBLIC_KEY), signing, issuer };
  }
  // Without any key no token is right, and none can be signed.
  const key = createSecretKey(from.JWT_SECRET ? Buffer.from(from.JWT_SECRET) : randomBytes(32));
  return { algorithm: "HS256", key, signing: from.JWT_SECRET ? key : undefined, issuer };
}

/** The keys of this installation. */
export const ours = keysOf(env);

/** True where this installation issues tokens, and so where customers can sign in. */
export const canSign = ours.signing !== undefined;

/** Derives a key for one purpose from the secret that signs tokens. */
export const derivedKey = (purpose: string): Buffer =>
  Buffer.from(hkdfSync("sha256", env.JWT_PRIVATE_KEY ?? env.JWT_SECRET ?? "", "", `seller-orchestra ${purpose}`, 32));

/** Verifies a token of an API surface and returns its claims. Throws `invalid_token`, saying what is wrong. */
export function verifyToken(token: string, surface: Surface, keys: TokenKeys = ours): TokenClaims {
  const payload = checkedPayload(token, surface, keys);
  const { error, value } = claimSchemas[surface].validate(payload, { convert: false, stripUnknown: { objects: true } });
  if (error) throw invalidToken(`The token's claims are not right: ${error.message}.`);
  const claims = knownOf(value as Claims);
  assertTimes(claims, surface);
  return claims;
}

// The clock of whoever signs, an issuer or another process of ours, may be a minute ahead.
const leeway = 65;
const longestOfCustomers = 24 * 3_600;

/** True for a token of a customer; on the commerce surface staff have other roles. */
export const isOfCustomer = (surface: Surface, { roles = [] }: TokenClaims): boolean =>
  surface === "storefront" ||
  (surface === "commerce" && roles.length > 0 && roles.every((role) => role === "customer"));

function knownOf({ aud: _aud, ...claims }: Claims): TokenClaims {
  return "roles" in claims ? { ...claims, roles: roles.filter((role) => claims.roles.includes(role)) } : claims;
}

function assertTimes(claims: TokenClaims, surface: Surface): void {
  const { iat, auth_time, exp } = claims;
  const now = Date.now() / 1_000;
  if (iat !== undefined && iat > now + leeway) throw invalidToken('The token\'s "iat" is in the future.');
  // A sign-in that has yet to come would be a recent one for ever.
  if (auth_time !== undefined && auth_time > now + leeway)
    throw invalidToken('The token\'s "auth_time" is in the future.');
  if (isOfCustomer(surface, claims) && exp > now + longestOfCustomers + leeway)
    throw invalidToken("A customer's token must end within 24 hours.");
}

/**
 * Signs a token of an API surface with `JWT_SECRET` or `JWT_PRIVATE_KEY`. Throws an Error where only `JWT_PUBLIC_KEY`
 * is set, because the private key is then at the issuer.
 */
export function signToken(
  surface: Surface,
  claims: Omit<TokenClaims, "exp">,
  expiresInSeconds: number,
  keys: TokenKeys = ours,
): string {
  if (!keys.signing)
    throw new Error(
      "Tokens are signed elsewhere: JWT_PUBLIC_KEY is set and JWT_PRIVATE_KEY is not, or no key is set, so there is none here to sign with.",
    );
  return jwt.sign(claims, keys.signing, {
    algorithm: keys.algorithm,
    issuer: keys.issuer,
    audience: surface,
    expiresIn: expiresInSeconds,
  });
}

function checkedPayload(token: string, surface: Surface, { algorithm, key, issuer }: TokenKeys): unknown {
  try {
    // An extension that must be understood is not, whatever it is (RFC 7515 §4.1.11).
    if (jwt.decode(token, { complete: true })?.header.crit !== undefined) throw new Error("unknown extension");
    const own = { algorithms: [algorithm], issuer, audience: surface, ignoreNotBefore: true };
    const payload = jwt.verify(token, key, own) as JwtPayload;
    const { nbf } = payload;
    if (nbf !== undefined && typeof nbf !== "number") throw new Error("invalid nbf value");
    if (nbf !== undefined && nbf > Date.now() / 1_000 + leeway)
      throw new jwt.NotBeforeError("jwt not active", new Date());
    return payload;
  } catch (error) {
    throw invalidToken(explain(error as Error, surface));
  }
}

// jsonwebtoken's reasons differ only in their English text, and some reveal internals (the expected issuer).
function explain({ name, message }: Error, surface: Surface): string {
  if (name === "TokenExpiredError") return "The token has expired.";
  if (name === "NotBeforeError") return "The token is not valid yet.";
  if (message.includes("audience")) return `The token is not for this surface: its "aud" must be "${surface}".`;
  if (message.includes("issuer")) return 'The token is from another issuer: its "iss" is not right.';
  if (/signature|algorithm/.test(message)) return "The token's signature is not right.";
  if (/invalid (exp|nbf)/.test(message)) return 'The token\'s claims are not right: "exp" and "nbf" must be numbers.';
  if (message === "unknown extension") return 'The token has "crit" extensions, and none is known here.';
  return "The token is not a JSON Web Token.";
}
