import { coreService } from "../../mixins/core-service.ts";
import { create } from "./actions/create.ts";
import { get, list } from "./actions/get.ts";
import { setCurrencyDecimals } from "./actions/set-currency-decimals.ts";
import { setSettings } from "./actions/set-settings.ts";
import { storesTable } from "./migrations/0001-stores.ts";
import { settingsVersion } from "./migrations/0002-settings-version.ts";
import { announcedCurrencies } from "./migrations/0003-currencies.ts";
import { shardIds } from "./migrations/0004-shard-ids.ts";
import { demoStores } from "./stores.demo.ts";
import { assertOwnStores } from "./stores.store.ts";

/** The tenants' stores: their names, places, currencies and settings. */
export default coreService({
  name: "stores",
  migrations: [storesTable, settingsVersion, announcedCurrencies, shardIds],
  actions: [get, list, create, setCurrencyDecimals, setSettings],
  demo: demoStores,
  check: ({ db }) => assertOwnStores(db),
});
