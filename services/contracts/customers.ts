import type { FreeObject, List, Paging, Sorting, Write } from "./common.ts";
import type { LoyaltyTier } from "./loyalty.ts";
import type { OrderTally } from "./orders.ts";

export type RegistrationSource =
  | "EMAIL_PASSWORD"
  | "GOOGLE"
  | "FACEBOOK"
  | "APPLE"
  | "PHONE"
  | "MERCHANT"
  | "APP"
  | "GUEST";

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

/** Where a customer stands by what and when they ordered (contract §6). */
export type CustomerSegment = "new" | "active" | "at_risk" | "vip";

/** An address of the book, in the system's one shape. */
export interface Address {
  id: string;
  type: string;
  name: string | null;
  phone: string | null;
  line1: string;
  line2: string | null;
  city: string;
  area: string | null;
  state: string | null;
  postal_code: string | null;
  country: string | null;
  country_code: string | null;
  coordinates: { latitude: number; longitude: number } | null;
  is_default_billing: boolean;
  is_default_shipping: boolean;
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

export type CustomerSort =
  | "created_at"
  | "updated_at"
  | "last_active_on"
  | "first_name"
  | "last_name"
  | "email"
  | "total_orders"
  | "total_order_amount";

export interface CustomerFilter {
  /** Beginning of a word of the field, case-insensitive. */
  first_name?: string;
  last_name?: string;
  /** Beginning of the address, case-insensitive. */
  email?: string;
  email_verified?: boolean;
  phone_verified?: boolean;
  total_orders?: number;
  total_orders_min?: number;
  /** Minor units. */
  total_order_amount_min?: number;
  created_from?: number;
  /** The whole address, case-insensitive. */
  email_is?: string;
  /** The whole number, in E.164 or as written in `country`. */
  phone_is?: { phone: string; country: string };
  segment?: CustomerSegment;
  loyalty_tier?: LoyaltyTier;
  /** Each word begins a word of the name, the e-mail address or the phone number. */
  search?: string;
  without_guests?: boolean;
  ids?: string[];
}

/** Cells of the export in the order of the seed's header line; null is an empty cell. Amounts are minor units. */
export type CustomerExportRow = (string | number | boolean | null)[];

/** How a customer is named: by its public id, or by the integer of the apps surface. */
export interface CustomerRef {
  store_id: number;
  customer_id?: string;
  user_id?: number;
}

export interface NewCustomer {
  /** Made beforehand where other services must know it; else the customers service makes it. */
  id?: string;
  email?: string | null;
  phone?: string | null;
  registration_source: RegistrationSource;
  enabled?: boolean;
  approved?: boolean;
  email_verified?: boolean;
  phone_verified?: boolean;
  first_name?: string;
  last_name?: string;
  address_json?: FreeObject | null;
  birthday?: string | null;
  preferences?: FreeObject;
}

export interface CustomerChanges {
  first_name?: string;
  last_name?: string;
  enabled?: boolean;
  approved?: boolean;
  group_id?: string | null;
  email?: string | null;
  phone?: string | null;
  address_json?: FreeObject | null;
  birthday?: string | null;
  /** Merged by key; a key with null goes. */
  preferences?: FreeObject;
  email_verified?: boolean;
  phone_verified?: boolean;
  pending_email?: string | null;
  pending_phone?: string | null;
}

/** An address as it is written; what is left out of a change stays. */
export type AddressChanges = Partial<Omit<Address, "id" | "created_at" | "updated_at">>;

export type NewAddress = AddressChanges & { line1: string; city: string };

/** Actions of the customers service. */
export interface CustomersActions {
  "customers.search": {
    params: { store_id: number; filter: CustomerFilter; sort: Sorting<CustomerSort> } & Paging;
    result: List<Customer>;
  };
  "customers.get": { params: CustomerRef; result: Customer };
  /** For who needs no more than that there is such a customer. Throws `customer_not_found`. */
  "customers.exists": { params: { store_id: number; customer_id: string }; result: true };
  /** Who has this e-mail address or phone number; null when nobody has. */
  "customers.find": {
    params: { store_id: number; email?: string; phone?: string; country: string };
    result: { customer: Customer | null };
  };
  "customers.addresses": { params: { store_id: number; customer_id: string }; result: Address[] };
  "customers.listAddresses": { params: { store_id: number; customer_id: string } & Paging; result: List<Address> };
  /** Throws `address_not_found`. */
  "customers.getAddress": {
    params: { store_id: number; customer_id: string; address_id: string };
    result: Address;
  };
  /** The first address is the default of both kinds; a new default takes it from the old one. */
  "customers.createAddress": {
    params: Write & { store_id: number; customer_id: string; address: NewAddress };
    result: Address;
  };
  "customers.updateAddress": {
    params: Write & { store_id: number; customer_id: string; address_id: string; changes: AddressChanges };
    result: Address;
  };
  "customers.deleteAddress": {
    params: Write & { store_id: number; customer_id: string; address_id: string };
    result: { address_id: string };
  };
  "customers.exportPage": {
    params: { store_id: number; filter: CustomerFilter; after?: number; limit: number };
    result: { rows: CustomerExportRow[]; next: number | null };
  };
  "customers.create": {
    params: Write & { store_id: number; tenant_id: string; country: string; customer: NewCustomer };
    result: Customer;
  };
  "customers.update": {
    params: Write & CustomerRef & { country: string; changes: CustomerChanges; if_versions?: number[] };
    result: Customer;
  };
  "customers.erase": {
    params: Write & CustomerRef & { only_without_orders?: boolean; if_versions?: number[] };
    result: { customer_id: string };
  };
  "customers.listGroups": { params: { store_id: number } & Paging; result: List<CustomerGroup> };
  "customers.getGroup": { params: { store_id: number; group_id: string }; result: CustomerGroup };
  "customers.createGroup": {
    params: Write & { store_id: number; tenant_id: string; name: string };
    result: CustomerGroup;
  };
  "customers.updateGroup": {
    params: Write & { store_id: number; group_id: string; name: string; if_versions?: number[] };
    result: CustomerGroup;
  };
  "customers.deleteGroup": {
    params: Write & { store_id: number; group_id: string; if_versions?: number[] };
    result: { group_id: string };
  };
  "customers.applyOrders": { params: { store_id: number; tallies: OrderTally[] }; result: { applied: number } };
  "customers.recountTotals": {
    params: { store_id: number; after?: number; limit: number };
    result: { repaired: number; next: number | null };
  };
}
