import Joi from "joi";
import type { FreeObject } from "../../../contracts.ts";
import { endpoint } from "../../endpoint.ts";
import { etagOf } from "../../etag.ts";
import { emailBody, filledTextBody, freeObjectBody, phoneBody } from "../../formats.ts";
import { emailTaken, phoneTaken, stale } from "../shared/errors.ts";
import { changeOf, conditionalWriteOf, readOf, tenantOf, writeOf } from "../shared/requests.ts";
import { customerNotFound, customerPath } from "./common.ts";
import { nameParts } from "./names.ts";
import { createdCustomer, customer, enveloped, updatedCustomer } from "./shapes.ts";

const tag = "Customers";
const read = "read:customers";
const write = "write:customers";
const one = { tag, path: "/customers/:user_id", pathSchema: customerPath };

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
  description:
    "Only the fields that are given change. Another e-mail address or phone number of a customer with an account is pending until they prove it by the code that goes to it: until then the old one is answered.",
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
  action: "orchestra.updateCustomer",
  input: (request) => {
    const { name, ...others } = request.body;
    const changes = { ...others, ...(name === undefined ? {} : nameParts(name)) };
    return { ...changeOf({ ...request, body: changes }), as_full_name: true, user_id: request.path.user_id };
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

/** Apps: single customers (contract §4). */
export const customers = [getCustomer, createCustomer, updateCustomer, deleteCustomer];
