import { coreService } from "../../mixins/core-service.ts";
import { importActions } from "../../mixins/imports/actions.ts";
import { Imports } from "../../mixins/imports/imports.ts";
import {
  addresses,
  createAddress,
  deleteAddress,
  getAddress,
  listAddresses,
  updateAddress,
} from "./actions/addresses.ts";
import { create } from "./actions/create.ts";
import { erase } from "./actions/erase.ts";
import { createGroup, deleteGroup, getGroup, listGroups, updateGroup } from "./actions/groups.ts";
import { prove } from "./actions/prove.ts";
import { exists, exportPage, find, get, search, standing } from "./actions/read.ts";
import { applyOrders, recountTotals } from "./actions/totals.ts";
import { update } from "./actions/update.ts";
import { demoCustomers } from "./customers.demo.ts";
import { countOrders, keepCurrency, keepSettings, saveMemberships } from "./customers.events.ts";
import { params } from "./customers.schema.ts";
import { customersTables } from "./migrations/0001-customers.ts";
import { members } from "./migrations/0002-members.ts";
import { refoldedWords } from "./migrations/0003-words.ts";
import { currencies } from "./migrations/0004-currencies.ts";
import { erasuresTable } from "./migrations/0005-erasures.ts";
import { importTables } from "./migrations/0006-imports.ts";
import { vouchedColumns } from "./migrations/0007-vouched.ts";
import { plainWords } from "./migrations/0008-words.ts";
import { proofTimes } from "./migrations/0009-proof-times.ts";
import { importCustomers } from "./store/import.ts";
import { customerWords } from "./store/reindex.ts";
import { resegmentCustomers } from "./workers/resegment.ts";

const imports = new Imports(importCustomers);

/** Customers with their groups, addresses, totals, segments and memberships. */
export default coreService({
  name: "customers",
  migrations: [
    customersTables,
    members,
    refoldedWords,
    currencies,
    erasuresTable,
    importTables,
    vouchedColumns,
    plainWords,
    proofTimes,
  ],
  actions: [
    search,
    get,
    exists,
    standing,
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
    prove,
    erase,
    listGroups,
    getGroup,
    createGroup,
    updateGroup,
    deleteGroup,
    applyOrders,
    recountTotals,
    ...importActions("customers", params, imports),
  ],
  subscriptions: [countOrders, keepSettings, keepCurrency, saveMemberships],
  workers: (service) => [
    ...resegmentCustomers(service),
    customerWords.worker(service.db),
    ...imports.workers(service.db),
  ],
  demo: demoCustomers,
});
