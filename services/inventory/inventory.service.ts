import { coreService } from "../../mixins/core-service.ts";
import { importActions } from "../../mixins/imports/actions.ts";
import { Imports } from "../../mixins/imports/imports.ts";
import { check, get, movements } from "./actions/get.ts";
import { commit, release } from "./actions/release.ts";
import { reserve } from "./actions/reserve.ts";
import { restore } from "./actions/restore.ts";
import { set } from "./actions/set.ts";
import { importStock } from "./import.ts";
import { demoStock } from "./inventory.demo.ts";
import { params } from "./inventory.schema.ts";
import { inventoryTables } from "./migrations/0001-inventory.ts";
import { importTables } from "./migrations/0002-imports.ts";

const imports = new Imports(importStock);

/** Stock: what is on hand, what of it is reserved for orders, and the ledger of every change. */
export default coreService({
  name: "inventory",
  migrations: [inventoryTables, importTables],
  actions: [
    get,
    movements,
    check,
    set,
    reserve,
    release,
    commit,
    restore,
    ...importActions("inventory", params, imports),
  ],
  workers: ({ db }) => imports.workers(db),
  demo: demoStock,
});
