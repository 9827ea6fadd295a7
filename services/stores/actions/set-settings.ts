import { action } from "../../../mixins/action.ts";
import { change } from "../../../mixins/idempotent.ts";
import type { ActionParams, StoreSettings } from "../../contracts.ts";
import { params } from "../stores.schemas.ts";
import { lockStore, saveSettings } from "../stores.store.ts";

/** Takes over sections of what a store decides for itself, and tells all of it. Throws `store_not_found`. */
export const setSettings = action("stores.setSettings", params.setSettings, (request, handling) =>
  change(
    handling,
    request,
    async ({ tx, announce }) => {
      const { store, version } = await lockStore(handling.db, tx, request.store_id);
      const settings = settingsWith(store.settings, request.settings);
      if (JSON.stringify(settings) === JSON.stringify(store.settings)) return store;
      const saved = await saveSettings(handling.db, tx, store, settings, version + 1);
      announce({
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

// A section is taken over as a whole: what it leaves out is as the contract says.
function settingsWith(known: StoreSettings, given: ActionParams<"stores.setSettings">["settings"]): StoreSettings {
  const all = Object.entries({ ...known, ...given }).filter(([, section]) => section !== null && section !== undefined);
  return Object.fromEntries(all.sort(([one], [other]) => (one < other ? -1 : 1)));
}
