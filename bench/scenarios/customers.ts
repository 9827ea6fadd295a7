import type { Sample, Shop } from "../shops.ts";
import { type Asked, cursor, jsonOf, page400, queryOf, type Scenario, usualGoal } from "./scenario.ts";

type Values = Record<string, string | number>;

const at = (shop: Shop, n: number) => shop.samples[n % shop.samples.length] as Sample;
const merchantPath = (shop: Shop) => `/merchant/api/v1/domains/${shop.domain_id}/customers`;
const run = Math.random().toString(36).slice(2, 8);

function merchantList(name: string, query: (sample: Sample, n: number, shop: Shop) => Values): Scenario {
  const ask = (shop: Shop, n: number): Asked => ({
    method: "GET",
    path: `${merchantPath(shop)}?${queryOf(query(at(shop, n), n, shop))}`,
    headers: shop.merchant,
  });
  return { name: `merchant list: ${name}`, kind: "list", goal: usualGoal, ask };
}

function appsList(name: string, query: (sample: Sample, n: number, shop: Shop) => Values): Scenario {
  const ask = (shop: Shop, n: number): Asked => ({
    method: "GET",
    path: `/api/apps/v1/customers?${queryOf(query(at(shop, n), n, shop))}`,
    headers: shop.apps,
  });
  return { name: `apps list: ${name}`, kind: "list", goal: usualGoal, ask };
}

const sorts = ["last_active_on", "first_name", "last_name", "email", "total_orders", "total_order_amount"];
const beginning = (text: string, length: number) => [...text].slice(0, length).join("").toLowerCase();

const one: Scenario[] = [
  {
    name: "merchant get one",
    kind: "one",
    goal: usualGoal,
    ask: (shop, n) => ({
      method: "GET",
      path: `${merchantPath(shop)}/${at(shop, n).public_id}`,
      headers: shop.merchant,
    }),
  },
  {
    name: "apps get one",
    kind: "one",
    goal: usualGoal,
    ask: (shop, n) => ({ method: "GET", path: `/api/apps/v1/customers/${at(shop, n).id}`, headers: shop.apps }),
  },
];

/** Every filter, every sorting, and every way through a list. */
export const customerLists: Scenario[] = [
  merchantList("page 1", (_, n) => ({ page: 1, size: 20, order: n % 2 ? "asc" : "desc" })),
  merchantList("page 400", (_, n, shop) => ({ page: page400(shop.customers) - (n % 20), size: 20 })),
  merchantList("by cursor", ({ created_at, id }) => ({
    cursor: cursor("customers", "created_at", "desc", created_at, id),
  })),
  ...sorts.map((sort) =>
    merchantList(`sort ${sort}`, (_, n) => ({ sort, order: n % 2 ? "asc" : "desc", page: 1 + (n % 10) })),
  ),
  ...sorts.map((sort) =>
    merchantList(`sort ${sort}, page 400`, (_, n, shop) => ({ sort, page: page400(shop.customers) - (n % 20) })),
  ),
  merchantList("sort first_name by cursor", ({ first_name, last_name, id }) => ({
    sort: "first_name",
    order: "asc",
    cursor: cursor("customers", "first_name", "asc", first_name.toLowerCase(), last_name.toLowerCase(), id),
  })),
  merchantList("first_name", ({ first_name }, n) => ({ first_name: beginning(first_name, 2 + (n % 4)) })),
  merchantList("last_name", ({ last_name }, n) => ({ last_name: beginning(last_name, 2 + (n % 4)) })),
  merchantList("email", ({ email }, n) => ({ email: beginning(email ?? "sadia", 4 + (n % 20)) })),
  merchantList("num_total_orders", (_, n) => ({ num_total_orders: n % 12 })),
  merchantList("gte_total_order_amount", ({ total_order_amount }) => ({
    gte_total_order_amount: total_order_amount / 100,
  })),
  merchantList("bool_email_verified", (_, n) => ({
    bool_email_verified: n % 2 ? "true" : "false",
    page: 1 + (n % 10),
  })),
  merchantList("bool_phone_verified", (_, n) => ({
    bool_phone_verified: n % 2 ? "true" : "false",
    page: 1 + (n % 10),
  })),
  merchantList("first_name, sort total_orders", ({ first_name }, n) => ({
    first_name: beginning(first_name, 2 + (n % 4)),
    sort: "total_orders",
  })),
  merchantList("first_name and last_name", ({ first_name, last_name }) => ({
    first_name: beginning(first_name, 3),
    last_name: beginning(last_name, 2),
  })),
  merchantList("bool_email_verified, page 400", (_, n, shop) => ({
    bool_email_verified: "true",
    page: Math.max(1, Math.floor(page400(shop.customers) / 2) - (n % 20)),
  })),
  appsList("page 1", (_, n) => ({ limit: 50, sort: n % 2 ? "created_at:desc" : "updated_at:desc" })),
  appsList("sort name", (_, n) => ({ sort: n % 2 ? "name:asc" : "name:desc", page: 1 + (n % 5) })),
  appsList("search name", ({ first_name }, n) => ({ search: beginning(first_name, 3 + (n % 4)) })),
  appsList("search two words", ({ first_name, last_name }) => ({ search: `${first_name} ${beginning(last_name, 4)}` })),
  appsList("search email", ({ email }) => ({ search: beginning(email ?? "karim.hossain", 16) })),
  appsList("search phone", ({ phone }) => ({ search: beginning(phone ?? "01712345", 8) })),
  appsList("since", ({ created_at }) => ({ since: new Date(created_at).toISOString().slice(0, 10) })),
  appsList("total_orders_min", (_, n) => ({ total_orders_min: 1 + (n % 12) })),
  appsList("total_spent_min", ({ total_order_amount }) => ({ total_spent_min: total_order_amount / 100 })),
];

const named = (...names: string[]) => customerLists.filter(({ name }) => names.includes(name));

const writes: Scenario[] = [
  {
    name: "merchant create",
    kind: "write",
    goal: usualGoal,
    ask(shop, n) {
      const { first_name, last_name } = at(shop, n);
      const email = `bench.${run}.${process.hrtime.bigint()}@example.com`;
      return jsonOf(shop, "POST", merchantPath(shop), { email, first_name, last_name });
    },
  },
  {
    name: "merchant update",
    kind: "write",
    goal: usualGoal,
    ask: (shop, n) =>
      jsonOf(shop, "PUT", `${merchantPath(shop)}/${at(shop, n).public_id}`, {
        first_name: `${at(shop, n).first_name} ${"abcdefgh"[Math.floor(Math.random() * 8)]}`,
        approved: n % 3 !== 0,
      }),
  },
];

const csv: Scenario = {
  name: "merchant csv, all",
  kind: "export",
  goal: usualGoal,
  ask: (shop) => ({ method: "GET", path: `${merchantPath(shop)}/csv`, headers: shop.merchant }),
};

/** The requests about customers that both servers get. */
export const customers: Scenario[] = [
  ...one,
  ...named(
    "merchant list: page 1",
    "merchant list: page 400",
    "merchant list: by cursor",
    "merchant list: first_name",
    "merchant list: email",
    "merchant list: sort first_name",
    "merchant list: num_total_orders",
    "merchant list: gte_total_order_amount",
    "merchant list: bool_email_verified",
    "apps list: page 1",
    "apps list: search name",
    "apps list: search phone",
  ),
  ...writes,
  csv,
];
