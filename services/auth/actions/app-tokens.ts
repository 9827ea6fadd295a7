import { type ActionContext, action } from "../../../mixins/actions/action.ts";
import { remove } from "../../../mixins/db/statements.ts";
import { atHome } from "../../../mixins/shards/across.ts";
import { findApps } from "../apps-on-shards.ts";
import { fail } from "../auth.errors.ts";
import { assertFrom } from "../auth.rules.ts";
import { params } from "../auth.schema.ts";
import { findToken, networksIn } from "../auth.store.ts";
import { hashSecret } from "../secrets.ts";
import { isAppSecret } from "../store/apps.ts";

/**
 * Revokes an access token of the app that authenticates. A token that is unknown, or another app's, changes nothing and
 * is no error (RFC 7009 §2.2). Throws `invalid_client`.
 */
export const revokeToken = action(
  "auth.revokeToken",
  params.revokeToken,
  async (request, context) => {
    const token_hash = hashSecret(request.token);
    for (const { db, app } of await authenticated(context, request))
      await remove(db, "access_tokens", { app_id: app.id, token_hash });
    return {};
  },
  atHome,
);

/** Says what a token of the app that authenticates is good for; of any other, that it is not active (RFC 7662 §2.2). */
export const introspectToken = action(
  "auth.introspectToken",
  params.introspectToken,
  async (request, context) => {
    const apps = await authenticated(context, request);
    const grants = await Promise.all(apps.map(({ db }) => findToken(db, request.token, Date.now())));
    const grant = grants.find((each) => each?.client_id === request.client_id);
    if (!grant) return { active: false };
    const { client_id, store_id, scopes, expires_at } = grant;
    const scope = scopes.join(" ");
    return { active: true, client_id, store_id, scope, token_type: "Bearer", exp: Math.floor(expires_at / 1_000) };
  },
  atHome,
);

interface Client {
  client_id: string;
  client_secret: string;
  ip?: string;
}

/** The app of a client that authenticates by its secret, in each database that has it. Throws `invalid_client`. */
export async function authenticated(context: ActionContext, { client_id, client_secret, ip }: Client) {
  const known = await findApps(context, client_id);
  // An unknown client takes as long as a known one.
  const right = known.filter(({ app }) => isAppSecret(app, client_secret));
  const [first] = right;
  if (!first) {
    if (known.length === 0) isAppSecret(undefined, client_secret);
    throw fail("invalid_client");
  }
  assertFrom(networksIn(first.app), ip);
  return right;
}
