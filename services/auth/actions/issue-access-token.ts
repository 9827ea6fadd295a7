import { action } from "../../../mixins/actions/action.ts";
import type { Database } from "../../../mixins/db/database.ts";
import { atHome } from "../../../mixins/shards/across.ts";
import type { IssuedToken } from "../../contracts.ts";
import { fail } from "../auth.errors.ts";
import { accessTokenSeconds, chooseInstall, grantScopes } from "../auth.rules.ts";
import { params } from "../auth.schema.ts";
import { type AppRow, findApp, insertToken, listInstalls } from "../auth.store.ts";
import { newAccessToken } from "../secrets.ts";
import { authenticated } from "./app-tokens.ts";

// No idempotency key: its record would have to hold the token. A token that a retry issues twice does no harm.

/**
 * Issues an access token for one store to an app that authenticates by its secret. Throws `invalid_client`,
 * `unauthorized_client`, `invalid_request`, `invalid_scope`.
 */
export const issueAccessToken = action(
  "auth.issueAccessToken",
  params.issueAccessToken,
  async (request, context) => issue(await authenticated(context, request), request),
  atHome,
);

/** Issues a token without the app's secret. For the operator's command line only: no public API may expose it. */
export const grantAccessToken = action("auth.grantAccessToken", params.grantAccessToken, async (request, { db }) => {
  const app = await findApp(db, request.client_id);
  if (!app || app.revoked_at > 0) throw fail("invalid_client");
  return issue([{ db, app }], request);
});

async function issue(
  apps: { db: Database; app: AppRow }[],
  requested: { store_id?: number; scopes?: string[] },
): Promise<IssuedToken> {
  const installs = apps.map(async ({ db, app }) =>
    (await listInstalls(db, app.id)).map((install) => ({ ...install, db, app })),
  );
  const chosen = chooseInstall((await Promise.all(installs)).flat(), requested.store_id);
  const { store_id, scopes: granted, db, app } = chosen;
  const scopes = grantScopes(granted, requested.scopes);
  const access_token = newAccessToken();
  await insertToken(db, app.id, access_token, { store_id, scopes }, Date.now() + accessTokenSeconds * 1_000);
  return { access_token, expires_in: accessTokenSeconds, scope: scopes.join(" "), store_id };
}
