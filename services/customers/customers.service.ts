import { coreService } from "../../mixins/core-service.ts";
import { addresses, getAddress, listAddresses } from "./actions/addresses.ts";
import { applyOrders } from "./actions/apply-orders.ts";
import { create } from "./actions/create.ts";
import { erase } from "./actions/erase.ts";
import { exportPage } from "./actions/export-page.ts";
import { find } from "./actions/find.ts";
import { exists, get } from "./actions/get.ts";
import { createGroup, deleteGroup, getGroup, listGroups, updateGroup } from "./actions/groups.ts";
import { recountTotals } from "./actions/recount-totals.ts";
import { search } from "./actions/search.ts";
import { update } from "./actions/update.ts";
import { createAddress, deleteAddress, updateAddress } from "./actions/write-addresses.ts";
import { demoCustomers } from "./customers.demo.ts";
import { countOrders, keepSettings, saveMemberships } from "./customers.events.ts";
import { customersTables } from "./migrations/0001-customers.ts";
import { members } from "./migrations/0002-members.ts";
import { resegmentCustomers } from "./workers/resegment.ts";

/** Customers, their groups and addresses, what their orders add up to, and how they stand. */
export default coreService({
  name: "customers",
  migrations: [customersTables, members],
  actions: [
    search,
    get,
    exists,
    find,
    addresses,
    listAddresses,
    getAddress,
    createAddress,
    updateAddress,
    deleteAddress,
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
  subscriptions: [countOrders, keepSettings, saveMemberships],
  workers: resegmentCustomers,
  demo: demoCustomers,
});
