import type { IncomingHttpHeaders } from "node:http";
import type { AppGrant } from "../../../contracts.ts";
import type { Credentials, Endpoint, SecurityScheme } from "../../endpoint.ts";
import { refuse } from "../../errors.ts";
import type { AccessScope, Principal } from "../../http/principal.ts";
import { bearerOf } from "../shared/bearer.ts";
import { assertNamedStore } from "../shared/rechecks.ts";

/** Apps show an access token, or their id and secret with the store that they call for (contract §1). */
export const credentials: Credentials = {
  read(headers) {
    const token = bearerOf(headers);
    return token === undefined ? clientOf(headers) : [token];
  },
  async verify([first = "", secret, store], call) {
    if (secret === undefined) return principalOf(await call("auth.verifyAccessToken", { access_token: first }));
    const client = { client_id: first, client_secret: secret, store_id: Number(store) };
    return principalOf(await call("auth.verifyClient", client));
  },
  recheck(principal, headers) {
    assertNamedStore(principal, headers);
    return principal;
  },
};

function clientOf(headers: IncomingHttpHeaders): string[] {
  const [id, secret, store] = ["x-client-id", "x-client-secret", "x-store-id"].map((name) => headers[name]);
  if (typeof id !== "string" || typeof secret !== "string") {
    refuse(401, "invalid_token", "A Bearer token is needed, or X-Client-Id with X-Client-Secret and X-Store-Id.");
  }
  if (typeof store !== "string" || !/^\d{1,9}$/.test(store)) {
    refuse(401, "invalid_token", "X-Store-Id must be the integer id of the store that the app calls for.");
  }
  return [id.slice(0, 200), secret.slice(0, 200), store];
}

function principalOf({ client_id, store_id, scopes, expires_at, networks }: AppGrant): Principal {
  const ends = expires_at === null ? null : Math.floor(expires_at / 1000);
  const actor = { type: "app" as const, id: client_id };
  return { surface: "apps", subject: client_id, actor, store_id, scopes, networks, expires_at: ends };
}

/** An app reaches every record of its store, as far as its scopes go. Throws `insufficient_scope`. */
export function accessOf({ scope }: Endpoint, { scopes }: Principal): AccessScope {
  if (scope && !scopes?.includes(scope)) refuse(403, "insufficient_scope", `The app does not have the scope ${scope}.`);
  return "all";
}

const header = (name: string, description: string) => ({ type: "apiKey", in: "header", name, description });

/** OAuth 2 client credentials, or the app's own id and secret. */
export const securityScheme: SecurityScheme = {
  schemes: {
    appToken: {
      type: "oauth2",
      description: "`sx_at_…`, for one hour and one store.",
      flows: {
        clientCredentials: {
          tokenUrl: "/api/apps/v1/oauth/token",
          scopes: {
            "read:customers": "Read customers and their orders.",
            "write:customers": "Create, update and delete customers.",
            "write:webhooks": "Receive events: manage webhooks, read the event feed.",
          },
        },
      },
    },
    appId: header("X-Client-Id", "The app: `sx_app_…`."),
    appSecret: header("X-Client-Secret", "The app's secret: `sx_secret_…`."),
    appStore: header("X-Store-Id", "The store's integer id."),
  },
  requirements(scope) {
    const token: Record<string, string[]> = { appToken: scope ? [scope] : [] };
    return [token, { appId: [], appSecret: [], appStore: [] }];
  },
};
