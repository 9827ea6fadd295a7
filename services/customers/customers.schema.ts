import * as t from "../../mixins/actions/params.ts";
import { addressKinds } from "../../mixins/values/contact.ts";
import { customerSegments, customerSorts, registrationSources } from "../contracts/customers.ts";
import { importParams } from "../contracts/imports.ts";
import { loyaltyTiers } from "../contracts/loyalty.ts";
import type { OrderTally } from "../contracts/orders.ts";

// As other services send them; the surfaces restrict what a client may send.

/** The filter of a list of customers. */
export const customerFilter = t.object(
  t.partial({
    /** The beginning of a word of the field, in any case and without regard to accents. */
    first_name: t.text(),
    last_name: t.text(),
    /** Beginning of the address, case-insensitive. */
    email: t.text(),
    email_verified: t.boolean(),
    phone_verified: t.boolean(),
    total_orders: t.integer(),
    total_orders_min: t.integer(),
    /** Minor units. */
    total_order_amount_min: t.integer(),
    created_from: t.integer(),
    /** The whole address, case-insensitive. */
    email_is: t.text(320),
    /** The whole number, in E.164 or as written in `country`. */
    phone_is: t.object({ phone: t.text(64), country: t.string().length(2) }),
    segment: t.oneOf(customerSegments),
    loyalty_tier: t.oneOf(loyaltyTiers),
    /** Each word begins a word of the name, the e-mail address or the phone number, which is read as in `country`. */
    search: t.text(),
    country: t.string().length(2),
    without_guests: t.boolean(),
    ids: t.list(t.id()),
  }),
);

const email = t.nullable(t.string(254));
const phone = t.nullable(t.string(32));
const details = t.partial({
  email,
  phone,
  enabled: t.boolean(),
  approved: t.boolean(),
  first_name: t.text(255),
  last_name: t.text(255),
  address_json: t.nullable(t.freeObject()),
  birthday: t.nullable(t.string().pattern(/^\d{4}-\d{2}-\d{2}$/)),
  /** Merged by key; null removes a key. */
  preferences: t.freeObject(),
  email_verified: t.boolean(),
  phone_verified: t.boolean(),
});

/** The fields of an address that a client writes. */
export const address = {
  type: t.string(40),
  name: t.nullable(t.text(255)),
  phone: t.nullable(t.text(32)),
  line1: t.string(255),
  line2: t.nullable(t.text(255)),
  city: t.string(100),
  area: t.nullable(t.text(100)),
  state: t.nullable(t.text(100)),
  postal_code: t.nullable(t.text(20)),
  country: t.nullable(t.text(100)),
  country_code: t.nullable(t.text(2)),
  coordinates: t.nullable(t.object({ latitude: t.number(), longitude: t.number() })),
  is_default_billing: t.boolean(),
  is_default_shipping: t.boolean(),
};

const newAddress = t.object({ ...t.partial(address), line1: address.line1, city: address.city });
const newCustomer = t.object({
  ...details,
  /** Given when other services need the id first; otherwise the customers service generates it. */
  id: t.optional(t.string().pattern(/^cust_[0-9A-Za-z_-]{1,35}$/)),
  registration_source: t.oneOf(registrationSources),
});

const reference = { ...t.inStore, customer_id: t.optional(t.id()), user_id: t.optional(t.integer()) };
const tenant = { tenant_id: t.id() };
const country = t.string().length(2);
const group = { ...t.inStore, group_id: t.id() };

const tally: t.Typed<OrderTally> = t.object({
  order_id: t.id(),
  order_number: t.string(32),
  customer_id: t.id(),
  version: t.integer(),
  grand_total: t.integer(),
  net_sales: t.integer(),
  currency: t.string().length(3),
  counts: t.boolean(),
  created_at: t.integer(),
});

/** Parameters of the customers service's actions. */
export const params = {
  ...importParams(t.object({ customer: newCustomer, address: t.optional(newAddress) })),
  search: t.object({ ...t.inStore, ...t.paging, filter: customerFilter, sort: t.sorting(customerSorts) }),
  get: t.object({ ...reference, with_addresses: t.optional(t.boolean()) }).or("customer_id", "user_id"),
  exists: t.object(t.ofCustomer),
  standing: t.object(t.ofCustomer),
  find: t
    .object({ ...t.inStore, email: t.optional(t.text(320)), phone: t.optional(t.text(64)), country })
    .or("email", "phone"),
  addresses: t.object(t.ofCustomer),
  listAddresses: t.object({ ...t.ofCustomer, ...t.paging }),
  getAddress: t.object({ ...t.ofCustomer, address_id: t.id() }),
  createAddress: t.object({
    ...t.write,
    ...t.ofCustomer,
    address: newAddress,
  }),
  updateAddress: t.object({ ...t.write, ...t.ofCustomer, address_id: t.id(), changes: t.object(t.partial(address)) }),
  deleteAddress: t.object({ ...t.write, ...t.ofCustomer, address_id: t.id() }),
  // A page of the longest rows has to fit into one message of the bus: 1 MB by default.
  exportPage: t.object({
    ...t.inStore,
    filter: customerFilter,
    after: t.optional(t.integer()),
    limit: t.paging.limit.max(500),
  }),
  create: t.object({
    ...t.inStore,
    ...t.write,
    ...tenant,
    country,
    customer: newCustomer,
  }),
  update: t
    .object({
      ...t.write,
      ...reference,
      ...t.ifVersions,
      country,
      /** The names are parts of one: when they make up the same full name as before, they do not change. */
      as_full_name: t.optional(t.boolean()),
      /** Nobody has proven the address that changes: of who has proven one meanwhile it does not. */
      unless_proven: t.optional(t.boolean()),
      changes: t.object({
        ...details,
        registration_source: t.optional(t.oneOf(registrationSources)),
        group_id: t.optional(t.nullable(t.id())),
        pending_email: t.optional(email),
        pending_phone: t.optional(phone),
      }),
    })
    .or("customer_id", "user_id"),
  prove: t.object({
    ...t.write,
    ...t.ofCustomer,
    country,
    kind: t.oneOf(addressKinds),
    /** In the form that is compared: E.164 for a phone number. */
    address: t.string(320),
    /** Whoever set the rest is unknown: pending addresses, and an unproven one beside it, are removed. */
    alone: t.boolean(),
  }),
  erase: t
    .object({ ...t.write, ...reference, ...t.ifVersions, only_without_orders: t.optional(t.boolean()) })
    .or("customer_id", "user_id"),
  listGroups: t.object({ ...t.inStore, ...t.paging }),
  getGroup: t.object(group),
  createGroup: t.object({ ...t.inStore, ...t.write, ...tenant, name: t.string(255) }),
  updateGroup: t.object({ ...t.write, ...group, ...t.ifVersions, name: t.string(255) }),
  deleteGroup: t.object({ ...t.write, ...group, ...t.ifVersions }),
  applyOrders: t.object({ ...t.inStore, tallies: t.list(tally) }),
  recountTotals: t.object({ ...t.inStore, after: t.optional(t.integer()), limit: t.paging.limit }),
};
