import Joi from "joi";
import type { CustomerChanges, CustomerFilter, CustomerSort, NewCustomer, Store } from "../../../contracts.ts";
import { customEndpoint, endpoint } from "../../endpoint.ts";
import { refuse } from "../../errors.ts";
import { etagOf } from "../../etag.ts";
import { emailBody, flagQuery, listQuery, minorUnits, pagingOf, phoneBody, textBody } from "../../formats.ts";
import { answers, pages } from "../shared/answers.ts";
import { enumeration, registrationSource, sortOrder } from "../shared/enumerations.ts";
import { streamCustomers } from "./customer-export.ts";
import { customer, customerWithAddresses } from "./customer-shapes.ts";

interface Filters {
  first_name?: string;
  last_name?: string;
  email?: string;
  bool_email_verified?: boolean;
  bool_phone_verified?: boolean;
  num_total_orders?: number;
  gte_total_order_amount?: number;
}

interface ListQuery extends Filters {
  sort: CustomerSort;
  order: "asc" | "desc";
  page?: number;
  size: number;
  cursor?: string;
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
    .description("Begins a word of the first name; case-insensitive.")
    .example("rah"),
  last_name: Joi.string()
    .max(100)
    .pattern(/\S/, "text")
    .description("Begins a word of the last name; case-insensitive."),
  email: Joi.string().max(254).pattern(/\S/, "text").description("Begins the address; case-insensitive."),
  bool_email_verified: flagQuery(),
  bool_phone_verified: flagQuery(),
  num_total_orders: Joi.number().integer().min(0).description("Exactly so many orders that are not cancelled."),
  gte_total_order_amount: Joi.number().min(0).max(1e12).description("At least so much spent, in the store's currency."),
};

const path = Joi.object<{ id: string }>({ id: Joi.string().max(64).required().example(customer.example.id) });
const tag = "Customers";
const notFound = [404, "customer_not_found", "No customer of this domain has this id."] as const;
const stale = [412, "version_mismatch", "`If-Match` is not the current version."] as const;

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
    customer_ids: Joi.string().max(65_000).description("Comma-separated ids; unknown ones are simply absent."),
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

const getCustomer = endpoint({
  id: "merchantGetCustomer",
  method: "GET",
  path: "/customers/:id",
  tag,
  summary: "Get a customer",
  description: "One customer; with `include=addresses` the address book too.",
  pathSchema: path,
  querySchema: Joi.object<{ include?: "addresses" }>({
    include: Joi.string().valid("addresses").description("Adds the address book."),
  }),
  action: "customers.get",
  input: ({ store, path, query }) => ({
    store_id: store.store_id,
    customer_id: path.id,
    ...(query.include === undefined ? {} : { with_addresses: true }),
  }),
  output: (found, { store }) => customerWithAddresses.present(found, store),
  etag: (customer) => etagOf(customer.version, customer.group_name),
  answerSchema: customerWithAddresses.schema,
  answerExample: customerWithAddresses.example,
  errors: [notFound],
});

const createCustomer = endpoint({
  id: "merchantCreateCustomer",
  method: "POST",
  path: "/customers",
  tag,
  summary: "Create a customer",
  description: "The e-mail address and the phone number are nobody else's in the store.",
  status: 201,
  bodySchema: Joi.object<NewCustomer & { email: string; tenant_id?: string }>({
    email: emailBody().required(),
    phone: phoneBody().allow(null),
    registration_source: registrationSource.schema.default("MERCHANT"),
    enabled: Joi.boolean(),
    approved: Joi.boolean(),
    email_verified: Joi.boolean(),
    phone_verified: Joi.boolean(),
    first_name: textBody(255).allow(""),
    last_name: textBody(255).allow(""),
    tenant_id: Joi.string().max(64).description("Must be the token's, when given."),
  }),
  bodyExample: {
    email: "rahim@example.com",
    first_name: "Rahim",
    last_name: "Ahmed",
    registration_source: "EMAIL_PASSWORD",
  },
  action: "customers.create",
  input: ({ store, principal, body, idempotency_key }) => {
    const { tenant_id, ...customer } = body;
    if (tenant_id !== undefined && tenant_id !== principal.tenant_id)
      refuse(403, "forbidden", "The tenant_id is not the token's.");
    return { store_id: store.store_id, tenant_id: store.tenant_id, country: store.country, customer, idempotency_key };
  },
  etag: (customer) => etagOf(customer.version, customer.group_name),
  location: (customer, { store }) => `/merchant/api/v1/domains/${store.domain_id}/customers/${customer.id}`,
  ...answers(customer),
  errors: [
    [409, "email_exists", "Another customer of the store has this email address."],
    [409, "phone_exists", "Another customer of the store has this phone number."],
  ],
});

const updateCustomer = endpoint({
  id: "merchantUpdateCustomer",
  ifMatch: getCustomer,
  method: "PUT",
  path: "/customers/:id",
  tag,
  summary: "Update a customer",
  description: "Only the fields that are given change; `group_id: null` takes the customer out of the group.",
  pathSchema: path,
  bodySchema: Joi.object<CustomerChanges>({
    first_name: textBody(255).allow(""),
    last_name: textBody(255).allow(""),
    enabled: Joi.boolean(),
    approved: Joi.boolean(),
    group_id: Joi.string().max(64).allow(null),
  }).min(1),
  bodyExample: { first_name: "Rahim", approved: true },
  action: "customers.update",
  input: ({ store, path, body, idempotency_key, if_versions }) => ({
    store_id: store.store_id,
    country: store.country,
    customer_id: path.id,
    changes: body,
    idempotency_key,
    if_versions,
  }),
  etag: (customer) => etagOf(customer.version, customer.group_name),
  ...answers(customer),
  errors: [notFound, [404, "group_not_found", "No group of this domain has this `group_id`."], stale],
});

const deleteCustomer = endpoint({
  id: "merchantDeleteCustomer",
  ifMatch: getCustomer,
  method: "DELETE",
  path: "/customers/:id",
  tag,
  summary: "Delete a customer",
  description: "Erases the person's data, from the event log too. Their orders stay, without it.",
  status: 204,
  pathSchema: path,
  action: "orchestra.deleteCustomer",
  input: ({ store, path, idempotency_key, if_versions }) => ({
    store_id: store.store_id,
    customer_id: path.id,
    idempotency_key,
    if_versions,
  }),
  errors: [notFound, stale],
});

/** Merchant: customers (contract §2). */
export const customers = [listCustomers, exportCustomers, getCustomer, createCustomer, updateCustomer, deleteCustomer];

// What cannot be an id is as unknown as one that is nobody's.
function idsOf(list: string): string[] {
  const ids = list.split(",").map((id) => id.trim());
  return [...new Set(ids)].filter((id) => /^cust_\w{1,59}$/.test(id));
}

function filterOf(query: Filters, store: Store): CustomerFilter {
  const filter: CustomerFilter = {};
  if (query.first_name !== undefined) filter.first_name = query.first_name;
  if (query.last_name !== undefined) filter.last_name = query.last_name;
  if (query.email !== undefined) filter.email = query.email;
  if (query.bool_email_verified !== undefined) filter.email_verified = query.bool_email_verified;
  if (query.bool_phone_verified !== undefined) filter.phone_verified = query.bool_phone_verified;
  if (query.num_total_orders !== undefined) filter.total_orders = query.num_total_orders;
  if (query.gte_total_order_amount !== undefined) {
    filter.total_order_amount_min = minorUnits(query.gte_total_order_amount, store);
  }
  return filter;
}
