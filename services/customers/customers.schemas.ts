import {
  boolean,
  freeObject,
  id,
  ifVersions,
  inStore,
  integer,
  list,
  nullable,
  number,
  object,
  oneOf,
  optional,
  paging,
  partial,
  sorting,
  string,
  type Typed,
  text,
  write,
} from "../../mixins/actions/params.ts";
import { customerSegments, customerSorts, registrationSources } from "../contracts/customers.ts";
import { loyaltyTiers } from "../contracts/loyalty.ts";
import type { OrderTally } from "../contracts/orders.ts";

// Parameters of this service's actions, as other services send them. What a client may send is the surfaces' matter.

/** What a list asks of customers. */
export const customerFilter = object(
  partial({
    /** Beginning of a word of the field, case-insensitive. */
    first_name: text(),
    last_name: text(),
    /** Beginning of the address, case-insensitive. */
    email: text(),
    email_verified: boolean(),
    phone_verified: boolean(),
    total_orders: integer(),
    total_orders_min: integer(),
    /** Minor units. */
    total_order_amount_min: integer(),
    created_from: integer(),
    /** The whole address, case-insensitive. */
    email_is: text(320),
    /** The whole number, in E.164 or as written in `country`. */
    phone_is: object({ phone: text(64), country: string().length(2) }),
    segment: oneOf(customerSegments),
    loyalty_tier: oneOf(loyaltyTiers),
    /** Each word begins a word of the name, the e-mail address or the phone number. */
    search: text(),
    without_guests: boolean(),
    ids: list(id()),
  }),
);

const email = nullable(string(254));
const phone = nullable(string(32));
const details = partial({
  email,
  phone,
  enabled: boolean(),
  approved: boolean(),
  first_name: text(255),
  last_name: text(255),
  address_json: nullable(freeObject()),
  birthday: nullable(string().pattern(/^\d{4}-\d{2}-\d{2}$/)),
  /** Merged by key; a key with null goes. */
  preferences: freeObject(),
  email_verified: boolean(),
  phone_verified: boolean(),
});

const address = {
  type: string(40),
  name: nullable(text(255)),
  phone: nullable(text(32)),
  line1: string(255),
  line2: nullable(text(255)),
  city: string(100),
  area: nullable(text(100)),
  state: nullable(text(100)),
  postal_code: nullable(text(20)),
  country: nullable(text(100)),
  country_code: nullable(text(2)),
  coordinates: nullable(object({ latitude: number(), longitude: number() })),
  is_default_billing: boolean(),
  is_default_shipping: boolean(),
};

const whose = { ...inStore, customer_id: id() };
const reference = { ...inStore, customer_id: optional(id()), user_id: optional(integer()) };
const tenant = { tenant_id: id() };
const country = string().length(2);
const group = { ...inStore, group_id: id() };

const tally: Typed<OrderTally> = object({
  order_id: id(),
  order_number: string(32),
  customer_id: id(),
  version: integer(),
  grand_total: integer(),
  net_sales: integer(),
  currency: string().length(3),
  counts: boolean(),
  created_at: integer(),
});

/** What each action of the customers service takes. */
export const params = {
  search: object({ ...inStore, ...paging, filter: customerFilter, sort: sorting(customerSorts) }),
  get: object(reference).or("customer_id", "user_id"),
  exists: object(whose),
  find: object({ ...inStore, email: optional(text(320)), phone: optional(text(64)), country }).or("email", "phone"),
  addresses: object(whose),
  listAddresses: object({ ...whose, ...paging }),
  getAddress: object({ ...whose, address_id: id() }),
  createAddress: object({
    ...write,
    ...whose,
    address: object({ ...partial(address), line1: address.line1, city: address.city }),
  }),
  updateAddress: object({ ...write, ...whose, address_id: id(), changes: object(partial(address)) }),
  deleteAddress: object({ ...write, ...whose, address_id: id() }),
  // A page of the longest rows has to fit into one message of the bus, whose limit is 1 MB unless its operator raised it.
  exportPage: object({ ...inStore, filter: customerFilter, after: optional(integer()), limit: paging.limit.max(500) }),
  create: object({
    ...inStore,
    ...write,
    ...tenant,
    country,
    customer: object({
      ...details,
      /** Made beforehand where other services must know it; else the customers service makes it. */
      id: optional(string().pattern(/^cust_[0-9A-Za-z_-]{1,35}$/)),
      registration_source: oneOf(registrationSources),
    }),
  }),
  update: object({
    ...write,
    ...reference,
    ...ifVersions,
    country,
    changes: object({
      ...details,
      group_id: optional(nullable(id())),
      pending_email: optional(email),
      pending_phone: optional(phone),
    }),
  }).or("customer_id", "user_id"),
  erase: object({ ...write, ...reference, ...ifVersions, only_without_orders: optional(boolean()) }).or(
    "customer_id",
    "user_id",
  ),
  listGroups: object({ ...inStore, ...paging }),
  getGroup: object(group),
  createGroup: object({ ...inStore, ...write, ...tenant, name: string(255) }),
  updateGroup: object({ ...write, ...group, ...ifVersions, name: string(255) }),
  deleteGroup: object({ ...write, ...group, ...ifVersions }),
  applyOrders: object({ ...inStore, tallies: list(tally) }),
  recountTotals: object({ ...inStore, after: optional(integer()), limit: paging.limit }),
};
