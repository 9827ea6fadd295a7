import { createHash, randomBytes } from "node:crypto";
import { createRemoteJWKSet, type JWTPayload, jwtVerify } from "jose";
import jwt from "jsonwebtoken";
import { env } from "../../config/env.ts";
import { fail } from "./auth.errors.ts";
import { claimAt, type Discovered, discover } from "./oidc-issuer.ts";
import { canSign, derivedKey } from "./tokens.ts";

const flowSeconds = 600;
const answerWithinMs = 4_000;
const random = () => randomBytes(32).toString("base64url");

interface Flow {
  state: string;
  nonce: string;
  verifier: string;
  redirect_uri: string;
}

/**
 * The issuer's page to sign in at, by the code flow with PKCE, and the flow: signed, so that it can be the browser's to
 * keep. Throws `sign_in_not_set_up`, `sign_in_failed`.
 */
export async function authorizationOf(redirect_uri: string): Promise<{ url: string; flow: string }> {
  const issuer = await configured();
  const flow: Flow = { state: random(), nonce: random(), verifier: random(), redirect_uri };
  const url = new URL(issuer.authorization_endpoint);
  const query = {
    response_type: "code",
    client_id: clientId(),
    redirect_uri,
    scope: "openid profile email",
    state: flow.state,
    nonce: flow.nonce,
    code_challenge: createHash("sha256").update(flow.verifier).digest("base64url"),
    code_challenge_method: "S256",
  };
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  return { url: url.href, flow: jwt.sign(flow, flowKey(), { algorithm: "HS256", expiresIn: flowSeconds }) };
}

/** Who came back from the issuer with a code, and their roles. Throws `sign_in_failed`. */
export async function identityOf(back: { code: string; state: string; flow: string; redirect_uri: string }) {
  const issuer = await configured();
  try {
    const { state, nonce, verifier, redirect_uri } = jwt.verify(back.flow, flowKey(), {
      algorithms: ["HS256"],
    }) as Flow;
    if (state !== back.state || redirect_uri !== back.redirect_uri) throw new Error("another flow");
    const claims = await claimsFor(issuer, { code: back.code, redirect_uri, code_verifier: verifier });
    if (claims.nonce !== nonce) throw new Error("another nonce");
    return { subject: nameOf(claims), roles: rolesOf(claims) };
  } catch {
    // Whatever was wrong with it, it tells an attacker nothing.
    throw fail("sign_in_failed");
  }
}

async function claimsFor(issuer: Discovered, grant: Record<string, string>): Promise<JWTPayload> {
  const secret = env.OPS_OIDC_CLIENT_SECRET;
  const basic = secret === undefined ? {} : { Authorization: `Basic ${basicOf(clientId(), secret)}` };
  const body = new URLSearchParams({ grant_type: "authorization_code", client_id: clientId(), ...grant });
  const reply = await fetch(issuer.token_endpoint, {
    method: "POST",
    headers: { Accept: "application/json", ...basic },
    body,
    redirect: "error",
    signal: AbortSignal.timeout(answerWithinMs),
  });
  const { id_token } = (await reply.json()) as { id_token?: unknown };
  if (!reply.ok || typeof id_token !== "string") throw fail("sign_in_failed");
  const keys = createRemoteJWKSet(new URL(issuer.jwks_uri), { timeoutDuration: answerWithinMs });
  const { payload } = await jwtVerify(id_token, keys, {
    issuer: issuer.issuer,
    audience: clientId(),
    algorithms: ["RS256", "RS384", "RS512", "PS256", "ES256", "ES384", "EdDSA"],
    clockTolerance: 65,
    requiredClaims: ["exp", "iat", "sub"],
  });
  // Of a token for several clients it says which one asked for it (OpenID Connect Core §3.1.3.7).
  const { aud, azp = Array.isArray(aud) && aud.length > 1 ? null : clientId() } = payload;
  if (azp !== clientId()) throw fail("sign_in_failed");
  return payload;
}

// A name that the issuer has checked; others could be chosen to look like somebody else's.
const nameOf = ({ email, email_verified, sub }: JWTPayload): string =>
  typeof email === "string" && email_verified === true ? email.slice(0, 190) : String(sub).slice(0, 190);

function rolesOf(claims: JWTPayload): string[] {
  const value = claimAt(claims, env.OPS_OIDC_ROLE_CLAIM);
  if (Array.isArray(value)) return value.filter((role) => typeof role === "string");
  return typeof value === "string" ? value.split(/[\s,]+/) : [];
}

function configured(): Promise<Discovered> {
  if (!env.OPS_OIDC_ISSUER || !canSign) throw fail("sign_in_not_set_up");
  return discover(env.OPS_OIDC_ISSUER);
}

const clientId = () => env.OPS_OIDC_CLIENT_ID ?? "";

const flowKey = () => derivedKey("operator sign-in");

// By RFC 6749 §2.3.1 both halves are encoded as in a form.
const basicOf = (id: string, secret: string) =>
  Buffer.from(`${encodeURIComponent(id)}:${encodeURIComponent(secret)}`).toString("base64");
