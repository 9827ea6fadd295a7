import { isNetwork, isWithin } from "../../mixins/values/networks.ts";
import { fail } from "./auth.errors.ts";

/** Lifetime of an app's access token, in seconds. */
export const accessTokenSeconds = 3_600;

/** An app's installation in one store. */
export interface Install {
  store_id: number;
  scopes: string[];
}

/** Checks that networks are those of CIDR notation, or addresses. Throws `invalid_network`. */
export function assertNetworks(networks: string[]): void {
  if (!networks.every(isNetwork)) throw fail("invalid_network");
}

/** Checks that an app may call from where it does. Throws `unauthorized_client`. */
export function assertFrom(networks: string[], ip: string | undefined): void {
  if (ip !== undefined && networks.length > 0 && !isWithin(ip, networks)) throw fail("unauthorized_client");
}

/** Selects the installation that a token request refers to. Throws `unauthorized_client`, `invalid_request`. */
export function chooseInstall<Of extends Install>(installs: Of[], store_id: number | undefined): Of {
  const candidates = store_id === undefined ? installs : installs.filter((install) => install.store_id === store_id);
  const [only, ...others] = candidates;
  if (!only) throw fail("unauthorized_client");
  if (others.length > 0) throw fail("invalid_request");
  return only;
}

/** Returns the scopes of a token: all that the app has unless it requests fewer. Throws `invalid_scope`. */
export function grantScopes(granted: string[], requested: string[] = []): string[] {
  if (requested.some((scope) => !granted.includes(scope))) throw fail("invalid_scope");
  return requested.length > 0 ? granted.filter((scope) => requested.includes(scope)) : granted;
}
