import { action } from "../../../mixins/actions/action.ts";
import type { Database } from "../../../mixins/db/database.ts";
import { remove } from "../../../mixins/db/statements.ts";
import { fail } from "../auth.errors.ts";
import { assertFrom } from "../auth.rules.ts";
import { params } from "../auth.schema.ts";
import { findApp, findToken, networksIn } from "../auth.store.ts";
import { hashSecret } from "../secrets.ts";
import { isAppSecret } from "../store/apps.ts";

/**
 * Revokes an access token of the app that authenticates. A token that is unknown, or another app's, changes nothing and
 * is no error (RFC 7009 §2.2). Throws `invalid_client`.
 */
export const revokeToken = action("auth.revokeToken", params.revokeToken, async (request, { db }) => {
  const app = await authenticated(db, request);
  await remove(db, "access_tokens", { app_id: app.id, token_hash: hashSecret(request.token) });
  return {};
});

/** Says what a token of the app that authenticates is good for; of any other, that it is not active (RFC 7662 §2.2). */
export const introspectToken = action("auth.introspectToken", params.introspectToken, async (request, { db }) => {
  await authenticated(db, request);
  const grant = await findToken(db, request.token, Date.now());
  if (grant?.client_id !== request.client_id) return { active: false };
  const { client_id, store_id, scopes, expires_at } = grant;
  const scope = scopes.join(" ");
  return { active: true, client_id, store_id, scope, token_type: "Bearer", exp: Math.floor(expires_at / 1_000) };
});

async function authenticated(
  db: Database,
  { client_id, client_secret, ip }: { client_id: string; client_secret: string; ip?: string },
) {
  const app = await findApp(db, client_id);
  if (!isAppSecret(app, client_secret) || !app) throw fail("invalid_client");
  assertFrom(networksIn(app), ip);
  return app;
}
