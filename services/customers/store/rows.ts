import type { Row } from "../../../mixins/db/database.ts";
import { newId } from "../../../mixins/values/ids.ts";
import { pick } from "../../../mixins/values/pick.ts";
import {
  type Customer,
  customerSegments,
  type FreeObject,
  type NewCustomer,
  type RegistrationSource,
  type Snapshot,
} from "../../contracts.ts";
import { indexKey, mergedPreferences, normalizeEmail, phoneKey } from "../customers.rules.ts";
import { tierOf, yearOf } from "../loyalty.rules.ts";

const contactFields = ["email", "phone", "registration_source"] as const;
const personFields = ["first_name", "last_name", "birthday", "pending_email", "pending_phone"] as const;
const storeFlags = ["enabled", "approved", "email_verified", "phone_verified"] as const;
const totalFields = ["total_orders", "total_order_amount", "loyalty_points"] as const;
const recordFields = ["store_id", "tenant_id", "version", "created_at", "updated_at"] as const;
/** The fields that a row holds as they are. */
const plainFields = [...contactFields, ...personFields, ...totalFields, ...recordFields] as const;

/** A row of `customers` with its group, as the queries of this folder select it. */
export interface CustomerRow extends Pick<Customer, (typeof plainFields)[number]> {
  id: number;
  public_id: string;
  phone_key: string | null;
  is_guest: number;
  enabled: number;
  approved: number;
  email_verified: number;
  phone_verified: number;
  /** 1 where somebody else than the holder says that the address is verified. */
  email_vouched: number;
  phone_vouched: number;
  /** When it was proven; null where that is not known. */
  email_proven_at: number | null;
  phone_proven_at: number | null;
  group_id: number | null;
  group_public_id: string | null;
  group_name: string | null;
  address_json: string | null;
  last_active_on: number;
  /** Absent in lists. */
  preferences?: string | null;
  first_order_at: number;
  last_order_at: number;
  segment: number;
  loyalty_rank: number;
}

const plainColumns = [...plainFields, ...storeFlags].map((column) => `t.${column}`).join(", ");

/** The columns of `CustomerRow` in a list, of `customers t` with `joinGroup`. */
export const listedColumns = `${plainColumns}, t.id, t.public_id, t.phone_key, t.is_guest, t.group_id,
  t.email_vouched, t.phone_vouched, t.email_proven_at, t.phone_proven_at, g.public_id AS group_public_id, g.name AS group_name, t.address_json, t.last_active_on, t.first_order_at,
  t.last_order_at, t.segment, t.loyalty_rank`;

/** What is joined for the columns of a customer's group. */
export const joinGroup = "LEFT JOIN customer_groups g ON g.id = t.group_id";

/** All columns. Lists leave the preferences out: a page of them could be too long for one message of the bus. */
export const customerColumns = `${listedColumns}, t.preferences`;

/** The customer of a row. */
export const toCustomer = (row: CustomerRow): Customer => ({
  id: row.public_id,
  user_id: row.id,
  ...pick(row, plainFields),
  is_guest: row.is_guest === 1,
  enabled: row.enabled === 1,
  approved: row.approved === 1,
  email_verified: row.email_verified === 1,
  phone_verified: row.phone_verified === 1,
  email_proven: row.email_verified === 1 && row.email_vouched === 0,
  phone_proven: row.phone_verified === 1 && row.phone_vouched === 0,
  email_proven_at: row.email_proven_at,
  phone_proven_at: row.phone_proven_at,
  group_id: row.group_public_id,
  group_name: row.group_name,
  address_json: row.address_json === null ? null : (JSON.parse(row.address_json) as FreeObject),
  preferences: preferencesOf(row),
  last_active_on: row.last_active_on === 0 ? null : row.last_active_on,
  segment: customerSegments[row.segment] ?? "new",
  loyalty_tier: tierOf(row.loyalty_rank, yearOf(Date.now())),
});

/** A customer to be inserted; only those of the past come with a time of activity. */
export interface NewRecord extends Omit<NewCustomer, "preferences"> {
  preferences?: FreeObject | null;
  last_active_on?: number | null;
}

/** True for a customer who has only bought as a guest. */
export const isGuest = (source: RegistrationSource): boolean => source === "GUEST";

/**
 * The row of a new customer, without the integer key. What is `vouched` counts as verified by the word of who adds the
 * customer.
 */
export const toRow = (
  { store_id, tenant_id, country }: { store_id: number; tenant_id: string; country: string },
  customer: NewRecord,
  created_at: number,
  vouched = false,
) => ({
  public_id: customer.id ?? newId("cust"),
  store_id,
  tenant_id,
  email: customer.email ? normalizeEmail(customer.email) : null,
  phone: customer.phone?.trim() ?? null,
  phone_key: customer.phone ? phoneKey(customer.phone, country) : null,
  registration_source: customer.registration_source,
  is_guest: isGuest(customer.registration_source),
  enabled: customer.enabled ?? true,
  approved: customer.approved ?? true,
  email_verified: customer.email_verified ?? false,
  phone_verified: customer.phone_verified ?? false,
  email_vouched: vouched && customer.email_verified === true,
  phone_vouched: vouched && customer.phone_verified === true,
  first_name: customer.first_name ?? "",
  last_name: customer.last_name ?? "",
  ...nameKeys(customer.first_name ?? "", customer.last_name ?? ""),
  address_json: customer.address_json ? JSON.stringify(customer.address_json) : null,
  birthday: customer.birthday ?? null,
  preferences: preferencesText(mergedPreferences({}, customer.preferences ?? {})),
  last_active_on: customer.last_active_on ?? 0,
  created_at,
  updated_at: created_at,
});

/** The row of a new customer. */
export type NewRow = Row & ReturnType<typeof toRow>;

/** The customer of a new row. */
export const toNewCustomer = (row: NewRow): Customer => {
  const flags = ["is_guest", ...storeFlags, "email_vouched", "phone_vouched"] as const;
  const bits = Object.fromEntries(flags.map((flag) => [flag, row[flag] ? 1 : 0]));
  const none = {
    id: 0,
    group_id: null,
    group_public_id: null,
    group_name: null,
    pending_email: null,
    pending_phone: null,
  };
  const nothing = { total_orders: 0, total_order_amount: 0, first_order_at: 0, last_order_at: 0, loyalty_points: 0 };
  const first = { version: 1, segment: 0, loyalty_rank: 0 };
  return toCustomer({ ...row, ...none, ...nothing, ...first, ...bits } as CustomerRow & typeof row);
};

/** A row after some of its columns were written. */
export const withColumns = (row: CustomerRow, columns: Row) => ({ ...row, ...asRead(columns) }) as CustomerRow;

// Flags are read as numbers, however they were written.
const asRead = (columns: Row): Row =>
  Object.fromEntries(
    Object.entries(columns).map(([name, value]) => [name, typeof value === "boolean" ? Number(value) : value]),
  );

/** A customer's names as the indexes hold them. */
export const nameKeys = (first: string, last: string) => ({
  first_key: indexKey(first, 64),
  last_key: indexKey(last, 64),
});

/** The preferences of a row. */
export const preferencesOf = ({ preferences }: CustomerRow) => JSON.parse(preferences ?? "{}") as FreeObject;

/** Preferences as their column holds them: null for none. */
export const preferencesText = (preferences: FreeObject) =>
  Object.keys(preferences).length === 0 ? null : JSON.stringify(preferences);

const snapshotFields = [...contactFields, ...storeFlags, ...personFields, "group_id", "address_json"] as const;

/** A customer as events carry it: what people enter, without what is counted. */
export const snapshot = (customer: Customer): Snapshot => ({
  ...pick(customer, snapshotFields),
  preferences: Object.keys(customer.preferences).length === 0 ? null : customer.preferences,
});
