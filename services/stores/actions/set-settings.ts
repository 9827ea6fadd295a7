import { action } from "../../../mixins/actions/action.ts";
import { idempotent } from "../../../mixins/actions/idempotent.ts";
import type { ActionParams, StoreSettings } from "../../contracts.ts";
import { params } from "../stores.schema.ts";
import { lockStore, saveSettings } from "../stores.store.ts";

/** Replaces the given sections of a store's settings and publishes all sections. Throws `store_not_found`. */
export const setSettings = action("stores.setSettings", params.setSettings, (request, context) =>
  idempotent(
    context,
    request,
    async ({ tx, publish }) => {
      const { store, version } = await lockStore(context.db, tx, request.store_id);
      const settings = settingsWith(store.settings, request.settings);
      if (JSON.stringify(settings) === JSON.stringify(store.settings)) return store;
      const saved = await saveSettings(context.db, tx, store, settings, version + 1);
      publish({
        name: "store.settings_changed",
        store_id: store.store_id,
        tenant_id: store.tenant_id,
        aggregate: { type: "store", id: store.domain_id, version: version + 1 },
        data: { settings, before: { settings: store.settings }, after: { settings } },
      });
      return saved;
    },
    ({ domain_id }) => domain_id,
  ),
);

// A section is replaced as a whole: a field that it omits returns to the contract's default.
function settingsWith(known: StoreSettings, given: ActionParams<"stores.setSettings">["settings"]): StoreSettings {
  const all = Object.entries({ ...known, ...given }).filter(([, section]) => section !== null && section !== undefined);
  return Object.fromEntries(all.sort(([one], [other]) => (one < other ? -1 : 1)));
}
