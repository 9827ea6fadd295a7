import type { ObjectOf, TypeOf } from "../../mixins/actions/params.ts";
import type * as schemas from "../customers/customers.schema.ts";
import type { ActionsOf, FreeObject, List } from "./common.ts";
import type { LoyaltyTier } from "./loyalty.ts";

/** Where a customer may come from (contract §2). */
export const registrationSources = [
  "EMAIL_PASSWORD",
  "GOOGLE",
  "FACEBOOK",
  "APPLE",
  "PHONE",
  "MERCHANT",
  "APP",
  "GUEST",
] as const;

export type RegistrationSource = (typeof registrationSources)[number];

export interface Customer {
  id: string;
  user_id: number;
  store_id: number;
  tenant_id: string;
  email: string | null;
  phone: string | null;
  registration_source: RegistrationSource;
  is_guest: boolean;
  enabled: boolean;
  approved: boolean;
  email_verified: boolean;
  phone_verified: boolean;
  first_name: string;
  last_name: string;
  group_id: string | null;
  group_name: string | null;
  address_json: FreeObject | null;
  /** `YYYY-MM-DD`. */
  birthday: string | null;
  preferences: FreeObject;
  /** What the customer asked to be reached at instead, until a code proves that they can. */
  pending_email: string | null;
  pending_phone: string | null;
  last_active_on: number | null;
  total_orders: number;
  total_order_amount: number;
  segment: CustomerSegment;
  /** As loyalty last told; the loyalty service knows better. */
  loyalty_points: number;
  loyalty_tier: LoyaltyTier;
  version: number;
  created_at: number;
  updated_at: number;
}

/** Where a customer stands by what and when they ordered (contract §6), as the database numbers them. */
export const customerSegments = ["new", "active", "at_risk", "vip"] as const;

export type CustomerSegment = (typeof customerSegments)[number];

/** An address of a customer's address book, in the system's one shape. */
export interface Address extends ObjectOf<typeof schemas.address> {
  id: string;
  created_at: number;
  updated_at: number;
}

export interface CustomerGroup {
  id: string;
  name: string;
  version: number;
  created_at: number;
  updated_at: number;
}

/** What customers can be sorted by. */
export const customerSorts = [
  "created_at",
  "updated_at",
  "last_active_on",
  "first_name",
  "last_name",
  "email",
  "total_orders",
  "total_order_amount",
] as const;

export type CustomerSort = (typeof customerSorts)[number];

/** Cells of the export in the order of the seed's header line; null is an empty cell. Amounts are minor units. */
export type CustomerExportRow = (string | number | boolean | null)[];

export type CustomerFilter = TypeOf<typeof schemas.customerFilter>;
/** How a customer is named: by its public id, or by the integer of the apps surface. */
export type CustomerRef = TypeOf<typeof schemas.params.get>;
export type NewCustomer = TypeOf<typeof schemas.params.create>["customer"];
export type CustomerChanges = TypeOf<typeof schemas.params.update>["changes"];
export type NewAddress = TypeOf<typeof schemas.params.createAddress>["address"];
/** An address as it is written; what is left out of a change stays. */
export type AddressChanges = TypeOf<typeof schemas.params.updateAddress>["changes"];

/** Actions of the customers service. */
export type CustomersActions = ActionsOf<
  "customers",
  typeof schemas.params,
  {
    search: List<Customer>;
    /** With their address book, the oldest first, where it is asked for. */
    get: Customer & { addresses?: Address[] };
    /** For who needs no more than that there is such a customer. Throws `customer_not_found`. */
    exists: true;
    /** Who has this e-mail address or phone number; null when nobody has. */
    find: { customer: Customer | null };
    addresses: Address[];
    listAddresses: List<Address>;
    /** Throws `address_not_found`. */
    getAddress: Address;
    /** The first address is the default of both kinds; a new default takes it from the old one. */
    createAddress: Address;
    updateAddress: Address;
    deleteAddress: { address_id: string };
    exportPage: { rows: CustomerExportRow[]; next: number | null };
    create: Customer;
    update: Customer;
    erase: { customer_id: string };
    listGroups: List<CustomerGroup>;
    getGroup: CustomerGroup;
    createGroup: CustomerGroup;
    updateGroup: CustomerGroup;
    deleteGroup: { group_id: string };
    applyOrders: { applied: number };
    recountTotals: { repaired: number; next: number | null };
  }
>;
