import { type ActionContext, action, databasesOf } from "../../../mixins/actions/action.ts";
import { idempotent } from "../../../mixins/actions/idempotent.ts";
import type { Database } from "../../../mixins/db/database.ts";
import { publishAct } from "../../../mixins/ops/acts.ts";
import { atHome } from "../../../mixins/shards/across.ts";
import type { ActionParams, OfStore } from "../../contracts.ts";
import { storesOn } from "../apps-on-shards.ts";
import { assertNetworks } from "../auth.rules.ts";
import { params } from "../auth.schema.ts";
import { insertApp, insertInstalls, replaceSecret } from "../auth.store.ts";
import { newClientId, newClientSecret } from "../secrets.ts";

/**
 * Registers an app and installs it in stores. Only this call returns the secret: the idempotency record holds the app
 * without it, so that it is stored nowhere in clear text. A retry means that the first answer was lost with its secret,
 * so it returns the same app with a new secret.
 */
export const createApp = action(
  "auth.createApp",
  params.createApp,
  async (request, context) => {
    const { store_ids, tenant_ids = [] } = request;
    assertNetworks(request.networks ?? []);
    const mine = { client_id: newClientId(), client_secret: newClientSecret() };
    const stores = store_ids.map((store_id, index) => ({ store_id, tenant_id: tenant_ids[index] ?? "" }));
    for (const db of databasesOf(context)) {
      const of = storesOn(context, db, stores);
      if (of.length === 0) continue;
      const { client_id, isNew } = await createOn(db, { ...mine, stores: of }, request, context);
      if (!isNew) await replaceSecret(db, client_id, mine.client_secret);
      // The first database decides for those behind it.
      mine.client_id = client_id;
    }
    return mine;
  },
  atHome,
);

interface Made {
  client_id: string;
  client_secret: string;
  stores: OfStore[];
}

async function createOn(
  own: Database,
  { stores, ...mine }: Made,
  request: ActionParams<"auth.createApp">,
  context: ActionContext,
): Promise<{ client_id: string; isNew: boolean }> {
  const { name, scopes, networks = [], note } = request;
  let isNew = false;
  const { client_id } = await idempotent({ ...context, db: own }, request, async ({ db, tx, publish }) => {
    const { client_id } = mine;
    const appId = await insertApp(db, { ...mine, name, networks: networks.join(" ") }, tx);
    const installs = stores.map(({ store_id }) => ({ store_id, scopes }));
    await insertInstalls(db, appId, installs, tx);
    const aggregate = { type: "app", id: client_id, version: 1 };
    const data = { before: null, after: { name, scopes } };
    for (const of of stores) publish({ name: "app.created", ...of, aggregate, data });
    if (note !== undefined)
      for (const of of stores)
        publishAct(publish, { of, kind: "app", id: client_id, act: "create", note, after: { name, scopes } });
    isNew = true;
    return { client_id };
  });
  return { client_id, isNew: isNew && client_id === mine.client_id };
}
