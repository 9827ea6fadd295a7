import { action } from "../../../mixins/actions/action.ts";
import type { Database } from "../../../mixins/db/database.ts";
import type { IssuedToken } from "../../contracts.ts";
import { fail } from "../auth.errors.ts";
import { accessTokenSeconds, assertFrom, chooseInstall, grantScopes } from "../auth.rules.ts";
import { params } from "../auth.schema.ts";
import { type AppRow, findApp, insertToken, listInstalls, networksIn } from "../auth.store.ts";
import { newAccessToken } from "../secrets.ts";
import { isAppSecret } from "../store/apps.ts";

// No idempotency key: its record would have to hold the token. A token that a retry issues twice does no harm.

/**
 * Issues an access token for one store to an app that authenticates by its secret. Throws `invalid_client`,
 * `unauthorized_client`, `invalid_request`, `invalid_scope`.
 */
export const issueAccessToken = action("auth.issueAccessToken", params.issueAccessToken, async (request, { db }) => {
  const app = await findApp(db, request.client_id);
  if (!isAppSecret(app, request.client_secret) || !app) throw fail("invalid_client");
  assertFrom(networksIn(app), request.ip);
  return issue(db, app, request);
});

/** Issues a token without the app's secret. For the operator's command line only: no public API may expose it. */
export const grantAccessToken = action("auth.grantAccessToken", params.grantAccessToken, async (request, { db }) => {
  const app = await findApp(db, request.client_id);
  if (!app || app.revoked_at > 0) throw fail("invalid_client");
  return issue(db, app, request);
});

async function issue(
  db: Database,
  app: AppRow,
  requested: { store_id?: number; scopes?: string[] },
): Promise<IssuedToken> {
  const { store_id, scopes: granted } = chooseInstall(await listInstalls(db, app.id), requested.store_id);
  const scopes = grantScopes(granted, requested.scopes);
  const access_token = newAccessToken();
  await insertToken(db, app.id, access_token, { store_id, scopes }, Date.now() + accessTokenSeconds * 1_000);
  return { access_token, expires_in: accessTokenSeconds, scope: scopes.join(" "), store_id };
}
