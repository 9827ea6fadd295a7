import Joi from "joi";
import type { CustomerFilter, CustomerSort, Store } from "../../../contracts.ts";
import { customEndpoint, endpoint } from "../../endpoint.ts";
import { flagQuery, listQuery, minorUnits, type Paged, pagingOf } from "../../formats.ts";
import { pages } from "../shared/answers.ts";
import { enumeration, sortOrder } from "../shared/enumerations.ts";
import { given } from "../shared/requests.ts";
import { streamCustomers } from "./customer-export.ts";
import { customer } from "./customer-shapes.ts";

interface Filters {
  first_name?: string;
  last_name?: string;
  email?: string;
  bool_email_verified?: boolean;
  bool_phone_verified?: boolean;
  num_total_orders?: number;
  gte_total_order_amount?: number;
}

interface ListQuery extends Filters, Paged {
  sort: CustomerSort;
  order: "asc" | "desc";
  size: number;
}

const customerSort = enumeration("CustomerSort", [
  "created_at",
  "last_active_on",
  "first_name",
  "last_name",
  "email",
  "total_orders",
  "total_order_amount",
]);

const filters = {
  first_name: Joi.string()
    .max(100)
    .pattern(/\S/, "text")
    .description("Begins a word of the first name, in any case and without regard to accents.")
    .example("rah"),
  last_name: Joi.string()
    .max(100)
    .pattern(/\S/, "text")
    .description("Begins a word of the last name, in any case and without regard to accents."),
  email: Joi.string().max(254).pattern(/\S/, "text").description("Begins the address, in any case."),
  bool_email_verified: flagQuery(),
  bool_phone_verified: flagQuery(),
  num_total_orders: Joi.number().integer().min(0).description("Exactly so many orders that are not cancelled."),
  gte_total_order_amount: Joi.number().min(0).max(1e12).description("At least so much spent, in the store's currency."),
};

const tag = "Customers";

const listCustomers = endpoint({
  id: "merchantListCustomers",
  method: "GET",
  path: "/customers",
  tag,
  summary: "List customers",
  description: "Filters and sorts the customers of a domain.",
  querySchema: listQuery<ListQuery>("size", 20, 100, {
    ...filters,
    sort: customerSort.schema.default("created_at"),
    order: sortOrder.schema.default("desc"),
  }),
  action: "customers.search",
  input: ({ store, query }) => ({
    store_id: store.store_id,
    filter: filterOf(query, store),
    sort: { by: query.sort, order: query.order },
    ...pagingOf(query, query.size),
  }),
  ...pages(customer, "size"),
  errors: [],
});

const exportCustomers = customEndpoint({
  id: "merchantExportCustomers",
  method: "GET",
  path: "/customers/csv",
  tag,
  summary: "Export customers as CSV",
  description:
    "Every customer that the filters leave, as RFC 4180 CSV with CRLF. A cell that a spreadsheet would run as a formula begins with an apostrophe.",
  querySchema: Joi.object<Filters & { customer_ids?: string }>({
    ...filters,
    // Node takes 16 KiB of request line and headers.
    customer_ids: Joi.string().max(16_000).description("Comma-separated ids; unknown ones are simply absent."),
  }),
  stream: ({ store, query, call }, response) => {
    const { customer_ids, ...rest } = query;
    const filter = filterOf(rest, store);
    if (customer_ids !== undefined) filter.ids = idsOf(customer_ids);
    return streamCustomers(store, filter, call, response);
  },
  answerType: "text/csv",
  answerHeaders: { "Content-Disposition": "`attachment`, with a name for the file." },
  answerSchema: Joi.string(),
  answerExample:
    "id,tenant_id,email,registration_source,enabled,approved,email_verified,phone_verified,group_id,group_name,last_active_on,total_orders,total_order_amount\r\n",
  errors: [],
});

/** Merchant: customers by filters, as a list and as CSV (contract §2). */
export const customerSearch = [listCustomers, exportCustomers];

// A text that cannot be an id is treated as an unknown id.
function idsOf(list: string): string[] {
  const ids = list.split(",").map((id) => id.trim());
  return [...new Set(ids)].filter((id) => /^cust_\w{1,59}$/.test(id));
}

function filterOf(query: Filters, store: Store): CustomerFilter {
  const { first_name, last_name, email, gte_total_order_amount: spent } = query;
  return given({
    first_name,
    last_name,
    email,
    email_verified: query.bool_email_verified,
    phone_verified: query.bool_phone_verified,
    total_orders: query.num_total_orders,
    total_order_amount_min: spent === undefined ? undefined : minorUnits(spent, store),
  });
}
