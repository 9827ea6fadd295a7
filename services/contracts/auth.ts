import type { Write } from "./common.ts";

/** What a JWT of a surface says (contract §1). */
export interface TokenClaims {
  sub: string;
  exp: number;
  tenant_id?: string;
  domain_ids?: string[];
  store_id?: number;
  roles?: string[];
}

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
    /** `tenant_ids` are the stores' tenants, in their order: the fact's address. */
    params: Write & { name: string; store_ids: number[]; tenant_ids?: string[]; scopes: string[] };
    result: { client_id: string; client_secret: string };
  };
  "auth.grantAccessToken": {
    params: { client_id: string; store_id: number; scopes?: string[] };
    result: IssuedToken;
  };
}
