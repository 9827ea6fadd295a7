import { action } from "../../../mixins/actions/action.ts";
import { idempotent } from "../../../mixins/actions/idempotent.ts";
import { publishAct } from "../../../mixins/ops/acts.ts";
import { assertNetworks } from "../auth.rules.ts";
import { params } from "../auth.schema.ts";
import { insertApp, insertInstalls, replaceSecret } from "../auth.store.ts";
import { newClientId, newClientSecret } from "../secrets.ts";

/**
 * Registers an app and installs it in stores. Only this call returns the secret: the idempotency record holds the app
 * without it, so that it is stored nowhere in clear text. A retry means that the first answer was lost with its secret,
 * so it returns the same app with a new secret.
 */
export const createApp = action("auth.createApp", params.createApp, async (request, context) => {
  const { name, store_ids, tenant_ids = [], scopes, networks = [], note } = request;
  assertNetworks(networks);
  const mine = { client_id: newClientId(), client_secret: newClientSecret() };
  const { client_id } = await idempotent(context, request, async ({ tx, publish }) => {
    const appId = await insertApp(context.db, { ...mine, name, networks: networks.join(" ") }, tx);
    const installs = store_ids.map((store_id) => ({ store_id, scopes }));
    await insertInstalls(context.db, appId, installs, tx);
    const aggregate = { type: "app", id: mine.client_id, version: 1 };
    const data = { before: null, after: { name, scopes } };
    for (const [index, store_id] of store_ids.entries())
      publish({ name: "app.created", store_id, tenant_id: tenant_ids[index] ?? "", aggregate, data });
    if (note !== undefined)
      for (const [index, store_id] of store_ids.entries())
        publishAct(publish, {
          of: { store_id, tenant_id: tenant_ids[index] ?? "" },
          ...{ kind: "app", id: mine.client_id, act: "create", note, after: { name, scopes } },
        });
    return { client_id: mine.client_id };
  });
  if (client_id !== mine.client_id) await replaceSecret(context.db, client_id, mine.client_secret);
  return { client_id, client_secret: mine.client_secret };
});
