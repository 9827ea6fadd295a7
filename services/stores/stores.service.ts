import { coreService } from "../../mixins/core-service.ts";
import { create } from "./actions/create.ts";
import { get, list } from "./actions/get.ts";
import { setSettings } from "./actions/set-settings.ts";
import { storesTable } from "./migrations/0001-stores.ts";
import { settingsVersion } from "./migrations/0002-settings-version.ts";
import { demoStores } from "./stores.demo.ts";

/** The tenants' stores: their names, places, currencies and settings. */
export default coreService({
  name: "stores",
  migrations: [storesTable, settingsVersion],
  actions: [get, list, create, setSettings],
  demo: demoStores,
});
