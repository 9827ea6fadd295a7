import { fail } from "./auth.errors.ts";

/** How long an access token opens its store, in seconds. */
export const accessTokenSeconds = 3_600;

/** An app in one store. */
export interface Install {
  store_id: number;
  scopes: string[];
}

/** The install that a request for a token is about. Throws `unauthorized_client`, `invalid_request`. */
export function chooseInstall(installs: Install[], store_id: number | undefined): Install {
  const candidates = store_id === undefined ? installs : installs.filter((install) => install.store_id === store_id);
  const [only, ...others] = candidates;
  if (!only) throw fail("unauthorized_client");
  if (others.length > 0) throw fail("invalid_request");
  return only;
}

/** The scopes of a token: all that the app has unless it asks for fewer. Throws `invalid_scope`. */
export function grantScopes(granted: string[], asked: string[] = []): string[] {
  if (asked.some((scope) => !granted.includes(scope))) throw fail("invalid_scope");
  return asked.length > 0 ? granted.filter((scope) => asked.includes(scope)) : granted;
}
