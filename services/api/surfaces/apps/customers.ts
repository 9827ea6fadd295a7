import Joi from "joi";
import type { CustomerFilter, FreeObject, Store } from "../../../contracts.ts";
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
  phoneBody,
  timeQuery,
} from "../../formats.ts";
import { enumeration } from "../shared/enumerations.ts";
import { emailTaken, phoneTaken, stale } from "../shared/errors.ts";
import { conditionalWriteOf, given, listOf, readOf, tenantOf, writeOf } from "../shared/requests.ts";
import { customerNotFound, customerPath } from "./common.ts";
import { nameParts } from "./names.ts";
import { createdCustomer, customer, enveloped, listed, listedCustomer, updatedCustomer } from "./shapes.ts";

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

const tag = "Customers";
const read = "read:customers";
const write = "write:customers";
const one = { tag, path: "/customers/:user_id", pathSchema: customerPath };

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
  input: (request) => {
    const [column, order] = request.query.sort.split(":") as ["created_at" | "updated_at" | "name", "asc" | "desc"];
    const sort = { by: column === "name" ? ("first_name" as const) : column, order };
    return { ...listOf(request), filter: filterOf(request.query, request.store), sort };
  },
  ...listed(listedCustomer, 50),
  errors: [],
});

const getCustomer = endpoint({
  id: "appsGetCustomer",
  method: "GET",
  ...one,
  scope: read,
  summary: "Get a customer",
  description: "One customer by the integer id of this surface.",
  action: "customers.get",
  input: readOf,
  ...enveloped(customer),
  etag: (customer) => etagOf(customer.version),
  errors: [customerNotFound],
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
  input: (request) => {
    const { name, phone, email = null, address: address_json = null } = request.body;
    return {
      ...writeOf(request),
      ...tenantOf(request),
      country: request.store.country,
      customer: { ...nameParts(name), phone, email, address_json, registration_source: "APP" },
    };
  },
  ...enveloped(createdCustomer, 201),
  etag: (customer) => etagOf(customer.version),
  location: (customer) => `/api/apps/v1/customers/${customer.user_id}`,
  errors: [phoneTaken, emailTaken],
});

const updateCustomer = endpoint({
  id: "appsUpdateCustomer",
  ifMatch: "version",
  method: "PUT",
  ...one,
  scope: write,
  summary: "Update a customer",
  description: "Only the fields that are given change.",
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
  input: (request) => {
    const { name, ...others } = request.body;
    const changes = { ...others, ...(name === undefined ? {} : nameParts(name)) };
    return { ...conditionalWriteOf(request), country: request.store.country, changes };
  },
  ...enveloped(updatedCustomer, 200, "Customer updated."),
  etag: (customer) => etagOf(customer.version),
  errors: [customerNotFound, phoneTaken, emailTaken, stale],
});

const deleteCustomer = endpoint({
  id: "appsDeleteCustomer",
  ifMatch: "version",
  method: "DELETE",
  ...one,
  scope: write,
  summary: "Delete a customer",
  description: "Only a customer without any order can be deleted; the person's data is erased.",
  action: "orchestra.deleteCustomer",
  input: (request) => ({ ...conditionalWriteOf(request), only_without_orders: true }),
  output: () => ({ message: "Customer deleted.", status: 200 }),
  answerSchema: Joi.object({ message: Joi.string().required(), status: Joi.number().integer().required() }),
  answerExample: { message: "Customer deleted.", status: 200 },
  errors: [[400, "customer_has_orders", "The customer has orders."], customerNotFound, stale],
});

/** Apps: customers (contract §4). */
export const customers = [listCustomers, getCustomer, createCustomer, updateCustomer, deleteCustomer];

function filterOf(query: ListQuery, store: Store): CustomerFilter {
  const { since: created_from, search, total_orders_min, total_spent_min: spent } = query;
  const total_order_amount_min = spent === undefined ? undefined : minorUnits(spent, store);
  return {
    without_guests: !query.include_guests,
    ...given({ created_from, search, total_orders_min, total_order_amount_min }),
  };
}
