import Joi from "joi";
import type { CustomerFilter, FreeObject, OrderStatus, Store } from "../../../contracts.ts";
import { endpoint } from "../../endpoint.ts";
import { etagOf } from "../../etag.ts";
import {
  emailBody,
  filledTextBody,
  flagQuery,
  freeObjectBody,
  listQuery,
  minorUnits,
  type PageQuery,
  pagingOf,
  phoneBody,
  timeQuery,
} from "../../formats.ts";
import { enumeration, orderStatus } from "../shared/enumerations.ts";
import { nameParts } from "./names.ts";
import { createdCustomer, customer, enveloped, listed, listedCustomer, order, updatedCustomer } from "./shapes.ts";

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

const path = Joi.object<{ user_id: number }>({ user_id: Joi.number().integer().min(1).required().example(301) });
const tag = "Customers";
const read = "read:customers";
const write = "write:customers";
const notFound = [404, "customer_not_found", "No customer of this store has this `user_id`."] as const;
const taken = [
  [409, "phone_exists", "Another customer of the store has this phone number."],
  [409, "email_exists", "Another customer of the store has this email address."],
] as const;
const stale = [412, "version_mismatch", "`If-Match` is not the current version."] as const;

const listCustomers = endpoint({
  id: "appsListCustomers",
  method: "GET",
  path: "/customers",
  tag,
  scope: read,
  summary: "List customers",
  description: "The store's customers with a summary of their orders. Guests are left out unless asked for.",
  querySchema: listQuery<ListQuery>("limit", 50, 250, {
    sort: customerSort.schema.default("created_at:desc"),
    since: timeQuery("start").description("Only customers created on or after this date or date-time."),
    search: Joi.string()
      .max(200)
      .pattern(/^\s*\S+(\s+\S+){0,9}\s*$/, "one to ten words")
      .description("Each word begins a word of the name, the email address or the phone number."),
    include_guests: flagQuery().default(false),
    total_orders_min: Joi.number().integer().min(0),
    total_spent_min: Joi.number().min(0).max(1e12),
  }),
  action: "customers.search",
  input: ({ store, query }) => {
    const [column, order] = query.sort.split(":") as ["created_at" | "updated_at" | "name", "asc" | "desc"];
    return {
      store_id: store.store_id,
      filter: filterOf(query, store),
      sort: { by: column === "name" ? "first_name" : column, order },
      ...pagingOf(query, query.limit),
    };
  },
  ...listed(listedCustomer, 50),
  errors: [],
});

const getCustomer = endpoint({
  id: "appsGetCustomer",
  method: "GET",
  path: "/customers/:user_id",
  tag,
  scope: read,
  summary: "Get a customer",
  description: "One customer by the integer id of this surface.",
  pathSchema: path,
  action: "customers.get",
  input: ({ store, path }) => ({ store_id: store.store_id, user_id: path.user_id }),
  ...enveloped(customer),
  etag: (customer) => etagOf(customer.version),
  errors: [notFound],
});

const createCustomer = endpoint({
  id: "appsCreateCustomer",
  method: "POST",
  path: "/customers",
  tag,
  scope: write,
  summary: "Create a customer",
  description:
    "Makes a customer of the app's store. The e-mail address and the phone number are nobody else's in the store.",
  status: 201,
  bodySchema: Joi.object<{ name: string; phone: string; email?: string | null; address?: FreeObject | null }>({
    name: filledTextBody(255).required().example("Karim Hossain"),
    phone: phoneBody(10).required(),
    email: emailBody().allow(null),
    address: freeObjectBody().allow(null).description("Free; read back as `address_json`."),
  }),
  bodyExample: {
    name: "Karim Hossain",
    phone: "01812345678",
    email: "karim@example.com",
    address: { address: "789 Park Avenue", city: "Chittagong" },
  },
  action: "customers.create",
  input: ({ store, body, idempotency_key }) => ({
    store_id: store.store_id,
    tenant_id: store.tenant_id,
    country: store.country,
    customer: {
      ...nameParts(body.name),
      phone: body.phone,
      email: body.email ?? null,
      address_json: body.address ?? null,
      registration_source: "APP",
    },
    idempotency_key,
  }),
  ...enveloped(createdCustomer, 201),
  etag: (customer) => etagOf(customer.version),
  location: (customer) => `/api/apps/v1/customers/${customer.user_id}`,
  errors: [...taken],
});

const updateCustomer = endpoint({
  id: "appsUpdateCustomer",
  ifMatch: "version",
  method: "PUT",
  path: "/customers/:user_id",
  tag,
  scope: write,
  summary: "Update a customer",
  description: "Only the fields that are given change.",
  pathSchema: path,
  bodySchema: Joi.object<{ name?: string; email?: string | null; phone?: string; address_json?: FreeObject | null }>({
    name: filledTextBody(255),
    email: emailBody().allow(null),
    phone: phoneBody(),
    address_json: freeObjectBody().allow(null),
  }).min(1),
  bodyExample: {
    name: "Rahim Ahmed Khan",
    address_json: { address: "456 New Street", city: "Dhaka", area: "Gulshan" },
  },
  action: "customers.update",
  input: ({ store, path, body, idempotency_key, if_versions }) => {
    const { name, ...changes } = body;
    return {
      store_id: store.store_id,
      country: store.country,
      user_id: path.user_id,
      changes: { ...changes, ...(name === undefined ? {} : nameParts(name)) },
      idempotency_key,
      if_versions,
    };
  },
  ...enveloped(updatedCustomer, 200, "Customer updated."),
  etag: (customer) => etagOf(customer.version),
  errors: [notFound, ...taken, stale],
});

const deleteCustomer = endpoint({
  id: "appsDeleteCustomer",
  ifMatch: "version",
  method: "DELETE",
  path: "/customers/:user_id",
  tag,
  scope: write,
  summary: "Delete a customer",
  description: "Only a customer without any order can be deleted; the person's data is erased.",
  pathSchema: path,
  action: "orchestra.deleteCustomer",
  input: ({ store, path, idempotency_key, if_versions }) => ({
    store_id: store.store_id,
    user_id: path.user_id,
    only_without_orders: true,
    idempotency_key,
    if_versions,
  }),
  output: () => ({ message: "Customer deleted.", status: 200 }),
  answerSchema: Joi.object({ message: Joi.string().required(), status: Joi.number().integer().required() }),
  answerExample: { message: "Customer deleted.", status: 200 },
  errors: [[400, "customer_has_orders", "The customer has orders."], notFound, stale],
});

const history = listed(order, 10);

const listOrders = endpoint({
  id: "appsListCustomerOrders",
  method: "GET",
  path: "/customers/:user_id/orders",
  tag,
  scope: read,
  summary: "List a customer's orders",
  description: "Newest first.",
  pathSchema: path,
  querySchema: listQuery<{ page?: number; limit: number; cursor?: string; status?: OrderStatus }>("limit", 50, 250, {
    status: orderStatus.schema,
  }),
  action: "orchestra.listOrdersOf",
  input: ({ store, path, query }) => ({
    store_id: store.store_id,
    user_id: path.user_id,
    ...(query.status ? { status: query.status } : {}),
    ...pagingOf(query, query.limit),
  }),
  output: ({ user_id, ...list }, request) =>
    history.output({ ...list, items: list.items.map((each) => ({ ...each, user_id })) }, request),
  answerSchema: history.answerSchema,
  answerExample: history.answerExample,
  errors: [notFound],
});

/** Apps: customers (contract §4). */
export const customers = [listCustomers, getCustomer, createCustomer, updateCustomer, deleteCustomer, listOrders];

function filterOf(query: ListQuery, store: Store): CustomerFilter {
  const filter: CustomerFilter = { without_guests: !query.include_guests };
  if (query.since !== undefined) filter.created_from = query.since;
  if (query.search !== undefined) filter.search = query.search;
  if (query.total_orders_min !== undefined) filter.total_orders_min = query.total_orders_min;
  if (query.total_spent_min !== undefined) filter.total_order_amount_min = minorUnits(query.total_spent_min, store);
  return filter;
}
