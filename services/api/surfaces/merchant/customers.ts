import Joi from "joi";
import type { Customer, CustomerChanges, NewCustomer } from "../../../contracts.ts";
import { endpoint } from "../../endpoint.ts";
import { refuse } from "../../errors.ts";
import { etagOf } from "../../etag.ts";
import { emailBody, phoneBody, textBody } from "../../formats.ts";
import { answers } from "../shared/answers.ts";
import { registrationSource } from "../shared/enumerations.ts";
import { emailTaken, phoneTaken, stale } from "../shared/errors.ts";
import { pathOf, tenantOf } from "../shared/requests.ts";
import { locationIn, notFound } from "./common.ts";
import { customer, customerWithAddresses } from "./customer-shapes.ts";

// The name of the group changes apart from the customer.
const tagOf = ({ version, group_name }: Customer) => etagOf(version, group_name);

const tag = "Customers";
const one = { tag, path: "/customers/:id", pathSchema: pathOf({ id: customer.example.id }, 64) };
const answered = { ...answers(customer), etag: tagOf };

const getCustomer = endpoint({
  id: "merchantGetCustomer",
  method: "GET",
  ...one,
  summary: "Get a customer",
  description: "One customer; with `include=addresses` the address book too.",
  querySchema: Joi.object<{ include?: "addresses" }>({
    include: Joi.string().valid("addresses").description("Adds the address book."),
  }),
  action: "customers.get",
  input: ({ store, path, query }) => ({
    store_id: store.store_id,
    customer_id: path.id,
    ...(query.include === undefined ? {} : { with_addresses: true }),
  }),
  ...answers(customerWithAddresses),
  etag: tagOf,
  errors: [notFound("customer")],
});

/** The fields of a customer, as merchants write them. */
export const customerBody = {
  email: emailBody(),
  phone: phoneBody().allow(null),
  registration_source: registrationSource.schema.default("MERCHANT"),
  enabled: Joi.boolean(),
  approved: Joi.boolean(),
  email_verified: Joi.boolean(),
  phone_verified: Joi.boolean(),
  first_name: textBody(255).allow(""),
  last_name: textBody(255).allow(""),
};

const createCustomer = endpoint({
  id: "merchantCreateCustomer",
  method: "POST",
  path: "/customers",
  tag,
  summary: "Create a customer",
  description: "The e-mail address and the phone number are nobody else's in the store.",
  status: 201,
  bodySchema: Joi.object<NewCustomer & { email: string; tenant_id?: string }>({
    ...customerBody,
    email: customerBody.email.required(),
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
    return { ...tenantOf({ store }), country: store.country, customer, idempotency_key };
  },
  ...answered,
  location: locationIn("customers"),
  errors: [emailTaken, phoneTaken],
});

const updateCustomer = endpoint({
  id: "merchantUpdateCustomer",
  ifMatch: getCustomer,
  method: "PUT",
  ...one,
  summary: "Update a customer",
  description: "Only the fields that are given change; `group_id: null` takes the customer out of the group.",
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
  ...answered,
  errors: [notFound("customer"), [404, "group_not_found", "No group of this domain has this `group_id`."], stale],
});

const deleteCustomer = endpoint({
  id: "merchantDeleteCustomer",
  ifMatch: getCustomer,
  method: "DELETE",
  ...one,
  summary: "Delete a customer",
  description: "Erases the person's data, from the event log too. Their orders stay, without it.",
  status: 204,
  action: "orchestra.deleteCustomer",
  input: ({ store, path, idempotency_key, if_versions }) => ({
    store_id: store.store_id,
    customer_id: path.id,
    idempotency_key,
    if_versions,
  }),
  errors: [notFound("customer"), stale],
});

/** Merchant: single customers (contract §2). */
export const customers = [getCustomer, createCustomer, updateCustomer, deleteCustomer];
