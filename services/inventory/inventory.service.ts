import { coreService } from "../../mixins/core-service.ts";
import { check, get, movements } from "./actions/get.ts";
import { commit, release } from "./actions/release.ts";
import { reserve } from "./actions/reserve.ts";
import { restore } from "./actions/restore.ts";
import { set } from "./actions/set.ts";
import { demoStock } from "./inventory.demo.ts";
import { inventoryTables } from "./migrations/0001-inventory.ts";

/** Stock: what is on hand, what of it is reserved for orders, and the ledger of every change. */
export default coreService({
  name: "inventory",
  migrations: [inventoryTables],
  actions: [get, movements, check, set, reserve, release, commit, restore],
  demo: demoStock,
});
