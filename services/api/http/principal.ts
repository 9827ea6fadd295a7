import type { Actor, Role, Surface } from "../../contracts.ts";

/** The name of a surface; third-party apps have one too, though no JWT. */
export type SurfaceName = Surface | "apps";

/** Whose records a caller reaches: its own customer's, or everybody's of the store. */
export type AccessScope = "own" | "all";

/** Who is calling, and what they may reach. */
export interface Principal {
  surface: SurfaceName;
  /** The user of the token, or the app. */
  subject: string;
  actor: Actor;
  tenant_id?: string;
  /** Merchant: the domains that the token opens. */
  domain_ids?: string[];
  /** The one store that the credential is for, or that its holder named and may reach. */
  store_id?: number;
  scopes?: string[];
  /** Commerce: what the caller is there. */
  roles?: Role[];
  /** Storefront: the session that the token belongs to. */
  session_id?: string;
  /** Epoch seconds; null for what does not end by itself. */
  expires_at: number | null;
}

/** Who calls what anyone may call, as far as is known: where from. */
export function nobody(surface: SurfaceName, ip: string): Principal {
  return { surface, subject: `ip:${ip}`, actor: { type: "system", id: "anyone" }, expires_at: null };
}
