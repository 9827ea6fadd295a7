import type { Actor, Role, Surface } from "../../contracts.ts";

/** The name of a surface; `apps` has no JWTs. */
export type SurfaceName = Surface | "apps";

/** Whose records a caller may touch: their own as a customer, or all of the store. */
export type AccessScope = "own" | "all";

/** The authenticated caller. */
export interface Principal {
  surface: SurfaceName;
  /** The user of the token, or the app. */
  subject: string;
  actor: Actor;
  tenant_id?: string;
  /** Merchant: the domains that the token opens. */
  domain_ids?: string[];
  /** The store of the credential, or another one that the caller named and may reach. */
  store_id?: number;
  scopes?: string[];
  /** Apps: the networks that the credential may be used from; any when absent. */
  networks?: string[];
  /** Commerce: the roles of the caller. */
  roles?: Role[];
  /** Storefront, and the console: the session that the token belongs to. */
  session_id?: string;
  /** When the holder of a token without a session signed in, as its issuer says; epoch milliseconds. */
  signed_in_at?: number;
  /** True where the store requires a second factor and the customer has none: only its setup is open. */
  must_enrol?: boolean;
  /** Epoch seconds; null for a credential that does not expire. */
  expires_at: number | null;
}

/** The principal of a request without a credential: known by its network alone. */
export function anonymous(surface: SurfaceName, network: string): Principal {
  return { surface, subject: `network:${network}`, actor: { type: "system", id: "anyone" }, expires_at: null };
}
