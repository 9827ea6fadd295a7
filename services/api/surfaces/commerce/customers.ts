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
import { freeObjectBody, listQuery, type PageQuery, phoneBody, textBody } from "../../formats.ts";
import { answers, pages } from "../shared/answers.ts";
import { enumeration, loyaltyTier } from "../shared/enumerations.ts";
import { emailTaken, phoneTaken, stale } from "../shared/errors.ts";
import { changeOf, given, listOf, readOf, signInOf, tenantOf, writeOf } from "../shared/requests.ts";
import { birthdayBody, customerNotFound, customerPath, email, invalidEmail, phoneQuery } from "./common.ts";
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
const ofCustomer = { tag, owner: "customer_id", path: "/:customer_id", pathSchema: customerPath };
const customerBody = {
  first_name: textBody(255),
  last_name: textBody(255),
  email: email(),
  phone: phoneBody(),
  birthday: birthdayBody().allow(null),
  preferences: freeObjectBody().description("Of any shape; merged by key, and a key with null is removed."),
};
const recentRequired = [
  403,
  "recent_sign_in_required",
  "A customer changes their own addresses only within 10 minutes of signing in.",
] as const;
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
      .description(
        "Each word begins a word of the name, the email address or the phone number; case and accents do not count.",
      ),
    email: email().description("The whole address, in any case."),
    phone: phoneQuery(),
    loyalty_tier: loyaltyTier.schema.meta({ code: "invalid_loyalty_tier" }),
    segment: customerSegment.schema,
  }),
  action: "orchestra.searchMembers",
  input: (request) => ({
    ...listOf(request),
    filter: filterOf(request.query, request.store),
    sort: { by: "created_at", order: "desc" },
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
  bodySchema: Joi.object<CustomerBody>(customerBody)
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
  input: (request) => ({
    ...writeOf(request),
    ...tenantOf(request),
    country: request.store.country,
    customer: { ...request.body, registration_source: "MERCHANT" },
  }),
  ...answers(createdCustomer),
  location: (customer) => `/api/v1/customers/${customer.id}`,
  etag: createdTag,
  errors: [invalidEmail, emailTaken, phoneTaken],
});

const getCustomer = endpoint({
  id: "commerceGetCustomer",
  method: "GET",
  ...ofCustomer,
  permission: "customers.read",
  summary: "Get a customer",
  description: "The whole record: preferences, addresses and points.",
  action: "orchestra.getMember",
  input: readOf,
  ...answers(customer, sourceOf),
  etag: memberTag,
  errors: [customerNotFound],
});

const updateCustomer = endpoint({
  id: "commerceUpdateCustomer",
  ifMatch: getCustomer,
  method: "PUT",
  ...ofCustomer,
  permission: "customers.update",
  summary: "Update a customer",
  description:
    "Only the fields that are given change. Another email address or phone number of a customer with an account is pending until they prove it by the code that goes to it: until then the old one is answered.",
  bodySchema: Joi.object<CustomerBody>({ ...customerBody, phone: phoneBody().allow(null) }).min(1),
  bodyExample: {
    first_name: "John",
    last_name: "Smith",
    phone: "+1987654321",
    preferences: { dietary_restrictions: ["vegetarian", "gluten-free"] },
  },
  action: "orchestra.updateMember",
  input: (request) => ({
    ...changeOf(request),
    customer_id: request.path.customer_id,
    ...(request.accessScope === "own" ? { sign_in: signInOf(request) } : {}),
  }),
  ...answers(customer, sourceOf),
  etag: memberTag,
  answerExample: { ...customer.example, last_name: "Smith", phone: "+1987654321" },
  errors: [invalidEmail, customerNotFound, emailTaken, phoneTaken, stale, tooLarge, recentRequired],
});

/** Commerce: customers (contract §6). */
export const customers = [listCustomers, createCustomer, getCustomer, updateCustomer];

function filterOf({ search, email: email_is, phone, loyalty_tier, segment }: ListQuery, store: Store): CustomerFilter {
  const phone_is = phone === undefined ? undefined : { phone, country: store.country };
  return given({ search, country: search && store.country, email_is, phone_is, loyalty_tier, segment });
}
