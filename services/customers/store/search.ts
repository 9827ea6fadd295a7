import { searchPage } from "../../../mixins/db/conditions.ts";
import type { Database } from "../../../mixins/db/database.ts";
import { pageOf, type SortableTable } from "../../../mixins/db/keyset.ts";
import type { ActionParams, Customer, CustomerSort, List } from "../../contracts.ts";
import { alwaysChecked, conditionsOf, ofStore } from "./conditions.ts";
import { customerCounts, kinds } from "./counts.ts";
import { type CustomerRow, joinGroup, listedColumns, toCustomer } from "./rows.ts";

// Names are sorted folded, as the indexes hold them.
const customers: SortableTable<CustomerSort> = {
  table: "customers",
  columns: `${listedColumns}, t.first_key, t.last_key`,
  join: joinGroup,
  sortings: {
    created_at: { columns: ["created_at"], index: "created_at" },
    updated_at: { columns: ["updated_at"], index: "updated_at" },
    last_active_on: { columns: ["last_active_on"], index: "last_active_on" },
    total_orders: { columns: ["total_orders"], index: "total_orders" },
    total_order_amount: { columns: ["total_order_amount"], index: "total_order_amount" },
    email: { columns: ["email"], index: "email", kind: "optional text", unique: true },
    first_name: { columns: ["first_key", "last_key"], index: "first_name", kind: "text" },
    last_name: { columns: ["last_key", "first_key"], index: "last_name", kind: "text" },
  },
};

/** Finds a page of a store's customers. Throws `invalid_cursor`. */
export async function searchCustomers(db: Database, params: ActionParams<"customers.search">): Promise<List<Customer>> {
  const { store_id, filter } = params;
  const search = {
    ofStore: ofStore(store_id),
    conditions: conditionsOf(store_id, filter),
    always: alwaysChecked(filter),
    countAll: () => customerCounts.total(db, store_id, filter.without_guests ? kinds.account : kinds.guest),
  };
  return searchPage<CustomerRow, Customer>(db, pageOf(customers, params), search, toCustomer);
}
