import {
  type Customer,
  customerSegments,
  type FreeObject,
  type RegistrationSource,
  type Snapshot,
} from "../../contracts.ts";
import { tierOf, yearOf } from "../loyalty.rules.ts";

/** A row of `customers` with its group, as the queries of this folder select it. */
export interface CustomerRow {
  id: number;
  public_id: string;
  store_id: number;
  tenant_id: string;
  email: string | null;
  phone: string | null;
  phone_key: string | null;
  registration_source: RegistrationSource;
  is_guest: number;
  enabled: number;
  approved: number;
  email_verified: number;
  phone_verified: number;
  first_name: string;
  last_name: string;
  group_id: number | null;
  group_public_id: string | null;
  group_name: string | null;
  address_json: string | null;
  last_active_on: number;
  total_orders: number;
  total_order_amount: number;
  birthday: string | null;
  /** Absent in lists. */
  preferences?: string | null;
  pending_email: string | null;
  pending_phone: string | null;
  first_order_at: number;
  last_order_at: number;
  segment: number;
  loyalty_points: number;
  loyalty_rank: number;
  version: number;
  created_at: number;
  updated_at: number;
}

/** The columns of `CustomerRow` in a list, of `customers t` with `joinGroup`. */
export const listedColumns = `t.id, t.public_id, t.store_id, t.tenant_id, t.email, t.phone, t.phone_key,
  t.registration_source, t.is_guest, t.enabled, t.approved, t.email_verified, t.phone_verified, t.first_name,
  t.last_name, t.group_id, g.public_id AS group_public_id, g.name AS group_name, t.address_json, t.last_active_on,
  t.total_orders, t.total_order_amount, t.birthday, t.pending_email, t.pending_phone, t.first_order_at, t.last_order_at,
  t.segment, t.loyalty_points, t.loyalty_rank, t.version, t.created_at, t.updated_at`;

/** What is joined for the columns of a customer's group. */
export const joinGroup = "LEFT JOIN customer_groups g ON g.id = t.group_id";

/** All of them. A page with everybody's preferences could be too long for one message of the bus. */
export const customerColumns = `${listedColumns}, t.preferences`;

/** The customer that a row tells of. */
export function toCustomer(row: CustomerRow): Customer {
  return {
    id: row.public_id,
    user_id: row.id,
    store_id: row.store_id,
    tenant_id: row.tenant_id,
    email: row.email,
    phone: row.phone,
    registration_source: row.registration_source,
    is_guest: row.is_guest === 1,
    enabled: row.enabled === 1,
    approved: row.approved === 1,
    email_verified: row.email_verified === 1,
    phone_verified: row.phone_verified === 1,
    first_name: row.first_name,
    last_name: row.last_name,
    group_id: row.group_public_id,
    group_name: row.group_name,
    address_json: row.address_json === null ? null : (JSON.parse(row.address_json) as FreeObject),
    birthday: row.birthday,
    preferences: preferencesOf(row),
    pending_email: row.pending_email,
    pending_phone: row.pending_phone,
    last_active_on: row.last_active_on === 0 ? null : row.last_active_on,
    total_orders: row.total_orders,
    total_order_amount: row.total_order_amount,
    segment: customerSegments[row.segment] ?? "new",
    loyalty_points: row.loyalty_points,
    loyalty_tier: tierOf(row.loyalty_rank, yearOf(Date.now())),
    version: row.version,
    created_at: row.created_at,
    updated_at: row.updated_at,
  };
}

/** What a customer likes, as kept. */
export const preferencesOf = ({ preferences }: CustomerRow) => JSON.parse(preferences ?? "{}") as FreeObject;

/** The same as it is kept. */
export const preferencesText = (preferences: FreeObject) =>
  Object.keys(preferences).length === 0 ? null : JSON.stringify(preferences);

/** What the event log tells of a customer: what people enter, not what is counted. */
export function snapshot(customer: Customer): Snapshot {
  const { email, phone, registration_source, enabled, approved, email_verified, phone_verified } = customer;
  const { first_name, last_name, group_id, address_json, birthday, preferences, pending_email, pending_phone } =
    customer;
  return {
    email,
    phone,
    registration_source,
    enabled,
    approved,
    email_verified,
    phone_verified,
    first_name,
    last_name,
    group_id,
    address_json,
    birthday,
    preferences: Object.keys(preferences).length === 0 ? null : preferences,
    pending_email,
    pending_phone,
  };
}
