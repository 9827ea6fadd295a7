import "./data.ts";
import { ulid } from "ulid";
import { signToken } from "../../../services/auth/tokens.ts";
import {
  appScopes,
  type NewOrder,
  type Order,
  type OrderStatus,
  type Role,
  type Store,
} from "../../../services/contracts.ts";
import { until } from "../until.ts";
import { act, ask, type Credential, type Parsed, type Reply, type Sending } from "./index.ts";

/** A store of a test's own, with the credentials for it. */
export interface Shop {
  store: Store;
  /** Credential of the merchant. */
  merchant: Credential;
  /** Credentials of an app with both scopes. */
  app: Credential;
  app_id: string;
  app_secret: string;
  /** The prefix of the merchant surface's paths. */
  base: string;
  /** Sends to the merchant surface as the merchant, below the domain. */
  ask(method: string, path: string, sending?: Sending): Promise<Reply>;
  /** Sends to the apps surface as the app. */
  askApp(method: string, path: string, sending?: Sending): Promise<Reply>;
}

/** Creates a store and an app in it; in Bangladesh with its taka by default. */
export async function newShop(of: { country?: string; currency?: string; timezone?: string } = {}): Promise<Shop> {
  const { country = "BD", currency = "BDT", timezone } = of;
  const name = `Shop ${ulid()}`;
  const tenant_id = `ten_${ulid()}`;
  const place = { currency, country, ...(timezone === undefined ? {} : { timezone }) };
  const store = await act("stores.create", { idempotency_key: ulid(), name, tenant_id, ...place });
  const { store_id, domain_id } = store;
  const scopes = [...appScopes];
  const created = await act("auth.createApp", { idempotency_key: ulid(), name, store_ids: [store_id], scopes });
  const merchant = merchantOf({ tenant_id, domain_ids: [domain_id] });
  const app = appOf(created.client_id, created.client_secret, store_id);
  const base = `/merchant/api/v1/domains/${domain_id}`;
  return {
    store,
    merchant,
    app,
    app_id: created.client_id,
    app_secret: created.client_secret,
    base,
    ask: (method, path, sending) => ask(method, `${base}${path}`, { as: merchant, ...sending }),
    askApp: (method, path, sending) => ask(method, `/api/apps/v1${path}`, { as: app, ...sending }),
  };
}

/** The header of a merchant's user. */
export function merchantOf(claims: { tenant_id: string; domain_ids: string[]; sub?: string }): Credential {
  return { Authorization: `Bearer ${signToken("merchant", { sub: "user_tests", ...claims }, 3_600)}` };
}

/** The headers of an app that authenticates by its secret. */
export function appOf(client_id: string, client_secret: string, store_id: number): Credential {
  return { "X-Client-Id": client_id, "X-Client-Secret": client_secret, "X-Store-Id": String(store_id) };
}

/** The header of a shopper on the storefront: the customer of a store. */
export function shopperOf({ store_id }: Store, customer_id: string): Credential {
  return { Authorization: `Bearer ${signToken("storefront", { sub: customer_id, store_id }, 3_600)}` };
}

/** An operator; without the role when it is taken away. */
export const operatorOf = (ops_roles: string[] = ["operator"], sub = "operator_tests"): Credential => ({
  Authorization: `Bearer ${signToken("ops", { sub, ops_roles }, 3_600)}`,
});

/** The header of somebody on the commerce surface: staff, or with the role `customer` the customer who is `sub`. */
export function staffOf({ store_id, tenant_id }: Store, roles: Role[], sub = "staff_tests"): Credential {
  return { Authorization: `Bearer ${signToken("commerce", { sub, tenant_id, store_id, roles }, 3_600)}` };
}

/** Makes a customer by the merchant and gives the answer's body. */
export async function newCustomer(shop: Shop, fields: object = {}): Promise<Parsed> {
  const body = { email: `${ulid().toLowerCase()}@example.com`, ...fields };
  const reply = await shop.ask("POST", "/customers", { body });
  if (reply.status !== 201) throw new Error(`The customer was not made: ${reply.text}`);
  return reply.body;
}

/** Makes an order of a customer, with a grand total in minor units; there is no route for it yet. */
export function newOrder(shop: Shop, customer_id: string, sub_total: number, more: Partial<NewOrder> = {}) {
  const { store_id, tenant_id, currency } = shop.store;
  const none = { discount: 0, tax: 0, shipping: 0, tip: 0, payment_method: "cod" };
  const order = { customer_id, currency, sub_total, ...none, ...more };
  return act("orders.create", { idempotency_key: ulid(), store_id, tenant_id, order });
}

/** Gives an order a status; `cancelled` cancels it, without what a workflow would do besides. */
export async function setStatus({ store_id, id: order_id }: Order, status: OrderStatus): Promise<Order> {
  const write = { idempotency_key: ulid(), store_id, order_id };
  if (status === "cancelled") return (await act("orders.cancel", { ...write, reason: "other" })).order;
  return (await act("orders.setStatus", { ...write, status })).order;
}

/** Waits until a customer has these totals, which follow events of orders. */
export async function untilTotals(shop: Shop, id: string, orders: number, amount: number): Promise<Parsed> {
  return until(async () => {
    const { body } = await shop.ask("GET", `/customers/${id}`);
    return body.total_orders === orders && body.total_order_amount === amount ? body : undefined;
  });
}

/** Every item of a list, walked by cursor. */
export async function walk(shop: Shop, path: string, sizeName: "size" | "limit", size: number): Promise<Parsed[]> {
  const items: Parsed[] = [];
  for (let cursor: string | null | undefined; cursor !== null; ) {
    const place = cursor === undefined ? "" : `&cursor=${encodeURIComponent(cursor)}`;
    const { body } = await shop.ask("GET", `${path}${path.includes("?") ? "&" : "?"}${sizeName}=${size}${place}`);
    items.push(...body.data);
    cursor = body.pagination.next_cursor;
  }
  return items;
}
