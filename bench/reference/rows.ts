import type { Shop } from "./authenticate.ts";

/** A customer with its group. */
export interface Row {
  id: number;
  public_id: string;
  store_id: number;
  tenant_id: string;
  email: string | null;
  phone: string | null;
  phone_key: string | null;
  registration_source: string;
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
  version: number;
  created_at: number;
  updated_at: number;
}

/** A SELECT of rows; a WHERE is to follow. */
export const selectRows = `SELECT c.id, c.public_id, c.store_id, c.tenant_id, c.email, c.phone, c.phone_key,
  c.registration_source, c.is_guest, c.enabled, c.approved, c.email_verified, c.phone_verified, c.first_name,
  c.last_name, c.group_id, g.public_id AS group_public_id, g.name AS group_name, c.address_json, c.last_active_on,
  c.total_orders, c.total_order_amount, c.version, c.created_at, c.updated_at
  FROM customers c LEFT JOIN customer_groups g ON g.id = c.group_id`;

const iso = (time: number) => new Date(time).toISOString();

/** Minor units with the currency's decimals. */
export const money = (minor: number, { currency_decimals: d }: Shop) => Number((minor / 10 ** d).toFixed(d));

/** A row as merchants read it. */
export function merchantView(row: Row, shop: Shop) {
  return {
    id: row.public_id,
    tenant_id: row.tenant_id,
    email: row.email,
    phone: row.phone,
    registration_source: row.registration_source,
    enabled: row.enabled === 1,
    approved: row.approved === 1,
    email_verified: row.email_verified === 1,
    phone_verified: row.phone_verified === 1,
    first_name: row.first_name,
    last_name: row.last_name,
    group_id: row.group_public_id,
    group_name: row.group_name,
    last_active_on: row.last_active_on === 0 ? null : iso(row.last_active_on),
    total_orders: row.total_orders,
    total_order_amount: money(row.total_order_amount, shop),
    status: row.enabled === 0 ? "disabled" : row.approved === 1 ? "active" : "pending",
    created_at: iso(row.created_at),
    updated_at: iso(row.updated_at),
  };
}

/** A row as apps read it, in a list or alone. */
export function appView(row: Row, shop: Shop, single: boolean) {
  return {
    user_id: row.id,
    store_id: row.store_id,
    name: [row.first_name, row.last_name].filter((part) => part !== "").join(" "),
    email: row.email,
    phone: row.phone,
    address_json: row.address_json === null ? null : JSON.parse(row.address_json),
    is_guest: row.is_guest,
    created_at: iso(row.created_at),
    updated_at: iso(row.updated_at),
    ...(single ? { is_phone_verified: row.phone_verified, is_email_verified: row.email_verified } : {}),
    total_orders: row.total_orders,
    total_spent: money(row.total_order_amount, shop),
  };
}

/** The ETag of a customer as merchants see it. */
export const merchantTag = ({ version, group_name }: Row) =>
  group_name === null ? `"v${version}"` : `"v${version}.${group_name}"`;
