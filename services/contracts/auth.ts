import type { Write } from "./common.ts";

/** What a JWT of a surface says (contract §1). */
export interface TokenClaims {
  sub: string;
  exp: number;
  tenant_id?: string;
  domain_ids?: string[];
  store_id?: number;
  roles?: Role[];
  /** Storefront: the session that it belongs to. */
  sid?: string;
}

/** What staff and customers may be on the commerce surface (seed 5). */
export type Role =
  | "customer"
  | "customer_support"
  | "restaurant_manager"
  | "tenant_admin"
  | "platform_admin"
  | "system_admin"
  | "super_admin";

export type Surface = "merchant" | "storefront" | "commerce";

/** An app's right to one store. */
export interface AppGrant {
  client_id: string;
  name: string;
  store_id: number;
  scopes: string[];
  /** When the credential that was shown ends; null for a client secret. */
  expires_at: number | null;
}

export interface IssuedToken {
  access_token: string;
  expires_in: number;
  scope: string;
  store_id: number;
}

export type OtpAction = "login" | "verify-email" | "verify-phone" | "update-email" | "update-phone" | "reset-password";

interface CustomerOfStore {
  store_id: number;
  customer_id: string;
}

/** What anybody who knows a customer would try as their password: addresses, numbers. */
interface KnownAs {
  known_as?: string[];
}

/** Who holds a session, as far as the gateway sees. */
export interface SessionClient {
  ip: string;
  user_agent: string | null;
}

export interface SessionTokens {
  customer_id: string;
  store_id: number;
  session_id: string;
  access_token: string;
  refresh_token: string;
  /** Seconds. */
  expires_in: number;
}

export interface Session {
  id: string;
  user_agent: string | null;
  ip: string;
  created_at: number;
  last_used_at: number;
}

/** Actions of the auth service. */
export interface AuthActions {
  "auth.verifyJwt": { params: { token: string; surface: Surface }; result: TokenClaims };
  "auth.verifyClient": {
    params: { client_id: string; client_secret: string; store_id: number };
    result: AppGrant;
  };
  "auth.verifyAccessToken": { params: { access_token: string }; result: AppGrant };
  "auth.issueAccessToken": {
    params: { client_id: string; client_secret: string; store_id?: number; scopes?: string[] };
    result: IssuedToken;
  };
  "auth.createApp": {
    /** `tenant_ids` are the stores' tenants, in their order: the event's address. */
    params: Write & { name: string; store_ids: number[]; tenant_ids?: string[]; scopes: string[] };
    result: { client_id: string; client_secret: string };
  };
  "auth.grantAccessToken": {
    params: { client_id: string; store_id: number; scopes?: string[] };
    result: IssuedToken;
  };
  /** Gives a customer a password. Throws `account_exists`, `password_too_weak`. */
  "auth.createAccount": {
    params: Write & CustomerOfStore & { tenant_id: string; password: string } & KnownAs;
    result: { customer_id: string };
  };
  /** Undoes an account, also one that may still be on its way. */
  "auth.removeAccount": { params: Write & CustomerOfStore & { undoes: string }; result: { removed: boolean } };
  /**
   * Checks a password and begins a session. An unknown account costs as much time as a known one, and guesses are
   * limited for each `login` (the address or number as it was named) and each `from`. Throws `invalid_credentials`,
   * `rate_limited`.
   */
  "auth.logIn": {
    params: {
      store_id: number;
      tenant_id: string;
      login: string;
      customer_id: string | null;
      password: string;
      client: SessionClient;
    };
    result: SessionTokens;
  };
  /** Begins a session for somebody who has proved otherwise who they are. */
  "auth.startSession": {
    params: Write & CustomerOfStore & { tenant_id: string; client: SessionClient };
    result: SessionTokens;
  };
  /**
   * Takes a refresh token for a new one. One that was taken before ends the whole session; to a store that is named and
   * is not its own it is unknown. Throws `invalid_token`.
   */
  "auth.refresh": {
    params: { refresh_token: string; store_id?: number; client: SessionClient };
    result: SessionTokens;
  };
  /** Ends the session of an access token (`session_id`) or of a refresh token; one that has ended already stays so. */
  "auth.logOut": {
    params: { store_id?: number; customer_id?: string; session_id?: string; refresh_token?: string };
    result: { ended: boolean };
  };
  "auth.sessions": { params: CustomerOfStore; result: Session[] };
  /** Throws `session_not_found`. */
  "auth.endSession": { params: Write & CustomerOfStore & { session_id: string }; result: { session_id: string } };
  /** False once a session has ended: its access tokens are then no longer taken. */
  "auth.isSessionOpen": { params: CustomerOfStore & { session_id: string }; result: { open: boolean } };
  /** Ends all other sessions. Throws `invalid_credentials`, `password_too_weak`. */
  "auth.changePassword": {
    params: Write & CustomerOfStore & { session_id?: string; current_password: string; new_password: string } & KnownAs;
    result: { customer_id: string };
  };
  /** Sets a password for somebody who has proved by a code who they are; ends all sessions. Throws `password_too_weak`. */
  "auth.resetPassword": {
    params: Write & CustomerOfStore & { tenant_id: string; new_password: string } & KnownAs;
    result: { customer_id: string };
  };
  /**
   * Makes a code for an address and forgets the one before; null when codes are asked for too often, which the client
   * is not told. An unknown account (`customer_id` null) costs as much time as a known one.
   */
  "auth.createOtp": {
    params: Write & { store_id: number; action: OtpAction; address: string; customer_id: string | null; from: string };
    result: { otp: string | null; expires_in: number };
  };
  /**
   * Uses a code up. Five guesses, however many come at once. A password that is to follow is judged first, so that one
   * that is too weak costs no code. Throws `invalid_otp`, `rate_limited`, `password_too_weak`.
   */
  "auth.checkOtp": {
    params: {
      store_id: number;
      action: OtpAction;
      address: string;
      otp: string;
      from: string;
      new_password?: string;
    } & KnownAs;
    result: { customer_id: string };
  };
}
