import Joi from "joi";
import * as t from "../../mixins/actions/params.ts";
import { appScopes, tokenSurfaces } from "../contracts/auth.ts";

// What a caller shows as a credential: whatever it is, it is answered as one that is wrong, not as a bad request.
const shown = t.text();
const client = { client_id: shown, client_secret: shown };
/** Where a client calls from. */
const from = { ip: t.optional(t.string(200)) };
const networks = t.list(t.string(50)).max(30);
// All that a `scope` of 1,000 characters can name.
const scopes = t.optional(t.list(t.string(1_000)).max(500));

/** Stores and their tenants, such as those in which an app is installed: the addresses of events. */
export const stores = t.list(t.object({ store_id: t.integer(), tenant_id: t.id() })).max(10_000);
/** Why an operator does it. */
const note = t.string(1_000);

/** What each action of the auth service takes. */
export const params = {
  verifyJwt: t.object({ token: shown, surface: t.oneOf(tokenSurfaces) }),
  verifyClient: t.object({ ...t.inStore, ...client }),
  verifyAccessToken: t.object({ access_token: shown }),
  issueAccessToken: t.object({ ...client, ...from, store_id: t.optional(t.integer()), scopes }),
  grantAccessToken: t.object({ ...t.inStore, client_id: shown, scopes }),
  revokeToken: t.object({ ...client, ...from, token: shown }),
  introspectToken: t.object({ ...client, ...from, token: shown }),
  listApps: t.object(t.partial({ store_id: t.integer(), client_id: t.string(64) })),
  rotateSecret: t.object({
    client_id: t.string(64),
    grace_seconds: t
      .integer()
      .min(0)
      .max(90 * 86_400),
    ...t.partial({ note: note, stores }),
  }),
  revokeApp: t.object({
    ...t.write,
    client_id: t.string(64),
    stores,
    note: t.optional(note),
  }),
  uninstallApp: t.object({ ...t.write, client_id: t.string(64), store_id: t.integer(), tenant_id: t.id() }),
  createApp: t.object({
    ...t.write,
    name: t.string(255),
    store_ids: t.list(t.integer().positive()).min(1).max(1_000).unique(),
    /** The stores' tenants, in their order: the event's address. */
    tenant_ids: t.optional(t.list(t.id()).length(Joi.ref("store_ids.length"))),
    scopes: t.list(t.oneOf(appScopes)).min(1).unique(),
    note: t.optional(note),
    networks: t.optional(networks),
  }),
  setAppNetworks: t.object({ client_id: t.string(64), networks, ...t.partial({ note, stores }) }),
};
