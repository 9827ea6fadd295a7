import * as t from "../../mixins/actions/params.ts";

/** The claims of a surface's JWT (contract §1). */
export interface TokenClaims {
  sub: string;
  exp: number;
  /** When it was issued, and when its holder signed in where that is known (OpenID Connect); epoch seconds. */
  iat?: number;
  auth_time?: number;
  tenant_id?: string;
  domain_ids?: string[];
  store_id?: number;
  roles?: Role[];
  /** Operations: the roles of operators. */
  ops_roles?: string[];
  /** Storefront, and the console: the session that it belongs to. */
  sid?: string;
}

/** What staff and customers may be on the commerce surface (seed 5). */
export const roles = [
  "customer",
  "customer_support",
  "restaurant_manager",
  "tenant_admin",
  "platform_admin",
  "system_admin",
  "super_admin",
] as const;

export type Role = (typeof roles)[number];

/** Surfaces whose callers show a JWT. */
export const tokenSurfaces = ["merchant", "storefront", "commerce", "ops"] as const;

export type Surface = (typeof tokenSurfaces)[number];

/** What an app may be allowed to do. */
export const appScopes = ["read:customers", "write:customers", "write:webhooks"] as const;

export type AppScope = (typeof appScopes)[number];

/** An app's right to one store. */
export interface AppGrant {
  client_id: string;
  name: string;
  store_id: number;
  scopes: string[];
  /** When the credential that was shown ends; null for a client secret. */
  expires_at: number | null;
  /** The networks that it may be used from; any when absent. */
  networks?: string[];
}

export interface IssuedToken {
  access_token: string;
  expires_in: number;
  scope: string;
  store_id: number;
}

/** What a token is good for (RFC 7662); of one that is not active, nothing else is said. */
export interface TokenState {
  active: boolean;
  client_id?: string;
  store_id?: number;
  scope?: string;
  token_type?: string;
  exp?: number;
}

/** The purposes of a one-time code. */
export const otpActions = [
  "login",
  "verify-email",
  "verify-phone",
  "update-email",
  "update-phone",
  "reset-password",
  "confirm",
] as const;

export type OtpAction = (typeof otpActions)[number];

/** The client of a session, as the gateway sees it. */
export const sessionClient = t.object({
  ip: t.string(200),
  user_agent: t.nullable(t.text(4_096)),
  /** What an earlier sign-in gave this device: its tries are counted apart from those of strangers. */
  device_token: t.optional(t.string(200)),
});

export type SessionClient = t.TypeOf<typeof sessionClient>;

/** A customer's passkey. */
export interface Passkey {
  id: string;
  name: string;
  /** True for one that its holder's devices share, and that is not lost with one of them. */
  backed_up: boolean;
  created_at: number;
  last_used_at: number | null;
}

const base64url = (max: number) => t.string(max).pattern(/^[A-Za-z0-9_-]*$/);
const credential = {
  id: base64url(1_400),
  rawId: base64url(1_400),
  type: t.oneOf(["public-key"]),
  authenticatorAttachment: t.optional(t.oneOf(["platform", "cross-platform"])),
  clientExtensionResults: t.freeObject(),
};

/** What a browser answers when it has made a passkey: `PublicKeyCredential.toJSON()`. */
export const passkeyAttestation = t.object({
  ...credential,
  response: t.object({
    clientDataJSON: base64url(4_000),
    attestationObject: base64url(8_000),
    transports: t.optional(t.list(t.string(32)).max(8)),
    publicKeyAlgorithm: t.optional(t.integer()),
    publicKey: t.optional(base64url(4_000)),
    authenticatorData: t.optional(base64url(4_000)),
  }),
});

/** What a browser answers when a passkey was used. */
export const passkeyAssertion = t.object({
  ...credential,
  response: t.object({
    clientDataJSON: base64url(4_000),
    authenticatorData: base64url(4_000),
    signature: base64url(2_000),
    userHandle: t.optional(base64url(200)),
  }),
});

export interface SessionTokens {
  customer_id: string;
  store_id: number;
  session_id: string;
  access_token: string;
  refresh_token: string;
  /** Seconds. */
  expires_in: number;
  /** By which the device is known again; absent after a refresh. */
  device_token?: string;
}

/** A kind of address that a customer signs in with. */
export type AddressKind = "email" | "phone";

/** An address as it was before a change. */
export interface RestoredAddress {
  address: string | null;
  verified: boolean;
}

export interface Session {
  id: string;
  user_agent: string | null;
  ip: string;
  created_at: number;
  last_used_at: number;
}
