import Joi from "joi";
import {
  type CustomerFilter,
  type CustomerSegment,
  customerSegments,
  type FreeObject,
  type LoyaltyTier,
  type Store,
} from "../../../contracts.ts";
import { endpoint } from "../../endpoint.ts";
import { freeObjectBody, listQuery, type PageQuery, pagingOf, phoneBody, textBody } from "../../formats.ts";
import { answers, pages } from "../shared/answers.ts";
import { enumeration, loyaltyTier } from "../shared/enumerations.ts";
import {
  birthdayBody,
  customerNotFound,
  customerPath,
  email,
  emailTaken,
  invalidEmail,
  phoneQuery,
  phoneTaken,
  stale,
} from "./common.ts";
import { createdCustomer, createdTag, customer, listedCustomer, memberTag, sourceOf } from "./customer-shapes.ts";

interface ListQuery extends PageQuery {
  search?: string;
  email?: string;
  phone?: string;
  loyalty_tier?: LoyaltyTier;
  segment?: CustomerSegment;
}

interface CustomerBody {
  first_name?: string;
  last_name?: string;
  email?: string;
  phone?: string | null;
  birthday?: string | null;
  preferences?: FreeObject;
}

const customerSegment = enumeration("CustomerSegment", customerSegments);

const tag = "Customers";
const preferences = () => freeObjectBody().description("Of any shape; merged by key, and a key with null goes.");
const tooLarge = [422, "preferences_too_large", "The preferences would be larger than 3,000 bytes of JSON."] as const;

const listCustomers = endpoint({
  id: "commerceListCustomers",
  method: "GET",
  path: "/",
  tag,
  permission: "customers.list",
  summary: "List customers",
  description: "The newest first.",
  querySchema: listQuery<ListQuery>("limit", 20, 100, {
    search: Joi.string()
      .max(200)
      .pattern(/^\s*\S+(\s+\S+){0,9}\s*$/, "one to ten words")
      .description("Each word begins a word of the name, the email address or the phone number."),
    email: email().description("The whole address, in any case."),
    phone: phoneQuery(),
    loyalty_tier: loyaltyTier.schema.meta({ code: "invalid_loyalty_tier" }),
    segment: customerSegment.schema,
  }),
  action: "orchestra.searchMembers",
  input: ({ store, query }) => ({
    store_id: store.store_id,
    filter: filterOf(query, store),
    sort: { by: "created_at", order: "desc" },
    ...pagingOf(query, query.limit),
  }),
  ...pages(listedCustomer, "limit"),
  errors: [
    invalidEmail,
    [400, "invalid_loyalty_tier", "Nothing but `loyalty_tier` is wrong: it is bronze, silver, gold or platinum."],
  ],
});

const createCustomer = endpoint({
  id: "commerceCreateCustomer",
  method: "POST",
  path: "/",
  tag,
  permission: "customers.create",
  summary: "Create a customer",
  description: "An email address or a phone number is needed.",
  status: 201,
  bodySchema: Joi.object<CustomerBody>({
    first_name: textBody(255),
    last_name: textBody(255),
    email: email(),
    phone: phoneBody(),
    birthday: birthdayBody().allow(null),
    preferences: preferences(),
  })
    .or("email", "phone")
    .messages({ "object.missing": '"email" or "phone" is required' }),
  bodyExample: {
    first_name: "John",
    last_name: "Doe",
    email: "john.doe@example.com",
    phone: "+1234567890",
    birthday: "1990-05-15",
    preferences: { dietary_restrictions: ["vegetarian"], favorite_items: [] },
  },
  action: "customers.create",
  input: ({ store, body, idempotency_key }) => ({
    store_id: store.store_id,
    tenant_id: store.tenant_id,
    country: store.country,
    customer: { ...body, registration_source: "MERCHANT" },
    idempotency_key,
  }),
  ...answers(createdCustomer),
  location: (customer) => `/api/v1/customers/${customer.id}`,
  etag: createdTag,
  errors: [invalidEmail, emailTaken, phoneTaken],
});

const getCustomer = endpoint({
  id: "commerceGetCustomer",
  method: "GET",
  path: "/:customer_id",
  tag,
  permission: "customers.read",
  owner: "customer_id",
  summary: "Get a customer",
  description: "The whole record: preferences, addresses and points.",
  pathSchema: customerPath,
  action: "orchestra.getMember",
  input: ({ store, path }) => ({ store_id: store.store_id, customer_id: path.customer_id }),
  ...answers(customer, sourceOf),
  etag: memberTag,
  errors: [customerNotFound],
});

const updateCustomer = endpoint({
  id: "commerceUpdateCustomer",
  ifMatch: getCustomer,
  method: "PUT",
  path: "/:customer_id",
  tag,
  permission: "customers.update",
  owner: "customer_id",
  summary: "Update a customer",
  description: "Only the fields that are given change.",
  pathSchema: customerPath,
  bodySchema: Joi.object<CustomerBody>({
    first_name: textBody(255),
    last_name: textBody(255),
    email: email(),
    phone: phoneBody().allow(null),
    birthday: birthdayBody().allow(null),
    preferences: preferences(),
  }).min(1),
  bodyExample: {
    first_name: "John",
    last_name: "Smith",
    phone: "+1987654321",
    preferences: { dietary_restrictions: ["vegetarian", "gluten-free"] },
  },
  action: "orchestra.updateMember",
  input: ({ store, path, body, idempotency_key, if_versions }) => ({
    store_id: store.store_id,
    customer_id: path.customer_id,
    country: store.country,
    changes: body,
    idempotency_key,
    if_versions,
  }),
  output: (member, { store }) => customer.present(sourceOf(member), store),
  etag: memberTag,
  answerSchema: customer.schema,
  answerExample: { ...customer.example, last_name: "Smith", phone: "+1987654321" },
  errors: [invalidEmail, customerNotFound, emailTaken, phoneTaken, stale, tooLarge],
});

/** Commerce: customers (contract §6). */
export const customers = [listCustomers, createCustomer, getCustomer, updateCustomer];

function filterOf({ search, email: email_is, phone, loyalty_tier, segment }: ListQuery, store: Store): CustomerFilter {
  return {
    ...(search === undefined ? {} : { search }),
    ...(email_is === undefined ? {} : { email_is }),
    ...(phone === undefined ? {} : { phone_is: { phone, country: store.country } }),
    ...(loyalty_tier === undefined ? {} : { loyalty_tier }),
    ...(segment === undefined ? {} : { segment }),
  };
}
