import { action } from "../../../../mixins/actions/action.ts";
import { atHome } from "../../../../mixins/shards/across.ts";
import type { Call } from "../../../contracts.ts";
import { opsParams } from "../../schemas/ops.ts";

/** Registers an app in stores; its secret is in this answer alone. Throws `store_not_found`. */
export const registerApp = action(
  "orchestra.registerApp",
  opsParams.registerApp,
  async (request, { call }) => {
    const stores = await storesOf(request.store_ids, call);
    return call("auth.createApp", { ...request, tenant_ids: stores.map(({ tenant_id }) => tenant_id) });
  },
  atHome,
);

/** Gives an app a new secret, in this answer alone. Throws `app_not_found`. */
export const rotateAppSecret = action(
  "orchestra.rotateAppSecret",
  opsParams.rotateAppSecret,
  async (request, { call }) => call("auth.rotateSecret", { ...request, stores: await storesOfApp(request, call) }),
  atHome,
);

/** Sets the networks that an app may call from; any when there are none. Throws `app_not_found`, `invalid_network`. */
export const setAppNetworks = action(
  "orchestra.setAppNetworks",
  opsParams.setAppNetworks,
  async (request, { call }) => call("auth.setAppNetworks", { ...request, stores: await storesOfApp(request, call) }),
  atHome,
);

/** Ends an app in all stores. Throws `app_not_found`. */
export const revokeApp = action(
  "orchestra.revokeApp",
  opsParams.revokeApp,
  async (request, { call }) => call("auth.revokeApp", { ...request, stores: await storesOfApp(request, call) }),
  atHome,
);

async function storesOfApp({ client_id }: { client_id: string }, call: Call) {
  const { apps } = await call("auth.listApps", { client_id });
  return storesOf(apps[0]?.store_ids ?? [], call);
}

async function storesOf(store_ids: readonly number[], call: Call) {
  const stores = await Promise.all(store_ids.map((store_id) => call("stores.get", { store_id })));
  return stores.map(({ store_id, tenant_id }) => ({ store_id, tenant_id }));
}
