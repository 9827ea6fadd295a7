import { env } from "../../config/env.ts";
import { coreService } from "../../mixins/core-service.ts";
import { addresses } from "./actions/addresses.ts";
import { applyOrders } from "./actions/apply-orders.ts";
import { create } from "./actions/create.ts";
import { erase } from "./actions/erase.ts";
import { exportPage } from "./actions/export-page.ts";
import { get } from "./actions/get.ts";
import { createGroup, deleteGroup, getGroup, listGroups, updateGroup } from "./actions/groups.ts";
import { recountTotals } from "./actions/recount-totals.ts";
import { search } from "./actions/search.ts";
import { update } from "./actions/update.ts";
import { demoCustomers } from "./customers.demo.ts";
import { countOrders } from "./customers.facts.ts";
import { customersTables } from "./migrations/0001-customers.ts";

/** Customers, their groups and addresses, and what their orders add up to. */
export default coreService({
  name: "customers",
  migrations: [customersTables],
  actions: [
    search,
    get,
    addresses,
    exportPage,
    create,
    update,
    erase,
    listGroups,
    getGroup,
    createGroup,
    updateGroup,
    deleteGroup,
    applyOrders,
    recountTotals,
  ],
  hears: [countOrders],
  demo: env.NODE_ENV === "development" ? demoCustomers : undefined,
});
