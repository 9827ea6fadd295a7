import Joi from "joi";
import type { CustomerFilter, Store } from "../../../contracts.ts";
import { endpoint } from "../../endpoint.ts";
import { flagQuery, listQuery, minorUnits, type PageQuery, timeQuery } from "../../formats.ts";
import { enumeration } from "../shared/enumerations.ts";
import { given, listOf } from "../shared/requests.ts";
import { listed, listedCustomer } from "./shapes.ts";

interface ListQuery extends PageQuery {
  sort: string;
  since?: number;
  search?: string;
  include_guests: boolean;
  total_orders_min?: number;
  total_spent_min?: number;
}

const customerSort = enumeration("CustomerSort", [
  "created_at:asc",
  "created_at:desc",
  "updated_at:asc",
  "updated_at:desc",
  "name:asc",
  "name:desc",
]);

const listCustomers = endpoint({
  id: "appsListCustomers",
  method: "GET",
  path: "/customers",
  tag: "Customers",
  scope: "read:customers",
  summary: "List customers",
  description: "The store's customers with a summary of their orders. Guests are left out unless asked for.",
  querySchema: listQuery<ListQuery>("limit", 50, 250, {
    sort: customerSort.schema.default("created_at:desc"),
    since: timeQuery("start").description("Only customers created on or after this date or date-time."),
    search: Joi.string()
      .max(200)
      .pattern(/^\s*\S+(\s+\S+){0,9}\s*$/, "one to ten words")
      .description(
        "Each word begins a word of the name, the email address or the phone number; case and accents do not count.",
      ),
    include_guests: flagQuery().default(false),
    total_orders_min: Joi.number().integer().min(0),
    total_spent_min: Joi.number().min(0).max(1e12),
  }),
  action: "customers.search",
  input: (request) => {
    const [column, order] = request.query.sort.split(":") as ["created_at" | "updated_at" | "name", "asc" | "desc"];
    const sort = { by: column === "name" ? ("first_name" as const) : column, order };
    return { ...listOf(request), filter: filterOf(request.query, request.store), sort };
  },
  ...listed(listedCustomer, 50),
  errors: [],
});

/** Apps: customers by filters (contract §4). */
export const customerList = [listCustomers];

function filterOf(query: ListQuery, store: Store): CustomerFilter {
  const { since: created_from, search, total_orders_min, total_spent_min: spent } = query;
  const total_order_amount_min = spent === undefined ? undefined : minorUnits(spent, store);
  return {
    without_guests: !query.include_guests,
    ...given({ created_from, search, country: search && store.country, total_orders_min, total_order_amount_min }),
  };
}
