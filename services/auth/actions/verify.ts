import { shardOf } from "../../../config/shards.ts";
import { action } from "../../../mixins/actions/action.ts";
import { found } from "../../../mixins/shards/across.ts";
import type { ActionParams, ActionResult } from "../../contracts.ts";
import { invalidToken } from "../auth.errors.ts";
import { params } from "../auth.schema.ts";
import { findClient, findToken, networksIn } from "../auth.store.ts";
import { assertNotSignedOut } from "../sign-outs.ts";
import { isAppSecret, noteUse } from "../store/apps.ts";
import { assertNotRevoked } from "../token-ends.ts";
import { storeNamedIn, verifyAnyToken } from "../verify-token.ts";

/**
 * Checks a JWT of an API surface, and that its customer has not signed out everywhere since, nor the tokens of its user were
 * revoked; returns its claims. Throws `invalid_token`.
 */
export const verifyJwt = action(
  "auth.verifyJwt",
  params.verifyJwt,
  async ({ token, surface }, { db }) => {
    const claims = await verifyAnyToken(token, surface);
    await assertNotSignedOut(db, claims, surface);
    await assertNotRevoked(db, claims);
    return claims;
  },
  // Where the token says: it is not verified yet, and one that lies is refused there. One that names no store is good or not
  // everywhere alike, and so while a database is away.
  (request, on, shards) => {
    const store_id = storeNamedIn(request.token);
    if (store_id === 0) return anywhere(request, on, shards);
    const shard = shardOf(store_id);
    return on(shards.includes(shard) ? shard : 0);
  },
);

const anywhere = found<ActionParams<"auth.verifyJwt">, ActionResult<"auth.verifyJwt">>();

/** Checks an app's secret and that the app is installed in the store. Throws `invalid_token`. */
export const verifyClient = action("auth.verifyClient", params.verifyClient, async (request, { db }) => {
  const { client_id, client_secret, store_id } = request;
  const client = await findClient(db, client_id, store_id);
  if (!isAppSecret(client, client_secret) || !client)
    throw invalidToken("The client is not known, or its secret is wrong.");
  if (!client.scopes) throw invalidToken("The app is not installed in this store.");
  await noteUse(db, client);
  const { name, scopes } = client;
  return { client_id: client.client_id, name, store_id, scopes, expires_at: null, ...networksOf(client) };
});

/** Returns the store and the scopes of an access token. Throws `invalid_token`. */
export const verifyAccessToken = action(
  "auth.verifyAccessToken",
  params.verifyAccessToken,
  async ({ access_token }, { db }) => {
    const grant = await findToken(db, access_token, Date.now());
    if (!grant) throw invalidToken("The access token is not known or has expired. Get a new one.");
    const { id, last_used_at, networks, ...shown } = grant;
    await noteUse(db, { id, last_used_at });
    return { ...shown, ...networksOf({ networks }) };
  },
  found("invalid_token"),
);

const networksOf = (row: { networks: string }) => (row.networks === "" ? {} : { networks: networksIn(row) });
