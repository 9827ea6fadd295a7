import type { Shop } from "../shops.ts";
import type { Asked, Scenario } from "./scenario.ts";

const prefix = "/api/v1/customers";
const at = <T>(things: T[], n: number) => things[n % things.length] as T;
const member = ({ counter }: Shop, n: number) => at(counter.members, n);
const product = ({ counter }: Shop, n: number) => at(counter.products, n);

const post = ({ staff }: Shop, path: string, body: object): Asked => ({
  method: "POST",
  path: prefix + path,
  headers: { ...staff, "content-type": "application/json" },
  body: JSON.stringify(body),
});

// Two steps that meet after all pairs only: neighbours in time want different things.
const pairOf = (shop: Shop, n: number) => [
  { menu_item_id: product(shop, 1 + n * 7), quantity: 1 + (n % 3) },
  { menu_item_id: product(shop, 4 + n * 7), quantity: 1 },
];

const total: Scenario = {
  name: "calculate total",
  kind: "one",
  goal: 0.7,
  ask: (shop, n) =>
    post(shop, "/orders/calculate-total", {
      location_id: shop.counter.location_id,
      items: pairOf(shop, n),
      tip_amount: n % 50,
      promo_code: shop.counter.promo_code,
    }),
};

const status: Scenario = {
  name: "loyalty status",
  kind: "one",
  goal: 0.7,
  ask: (shop, n) => ({ method: "GET", path: `${prefix}/${member(shop, n)}/loyalty`, headers: shop.staff }),
};

const redeem: Scenario = {
  name: "redeem points",
  kind: "change",
  goal: null,
  ask: (shop, n) =>
    post(shop, `/${member(shop, n)}/loyalty/redeem`, { points: 100 + (n % 100), reward_type: "gift_card" }),
};

function place(name: string, itemsOf: (shop: Shop, n: number) => object[]): Scenario {
  const ask = (shop: Shop, n: number) =>
    post(shop, "/orders", {
      customer_id: member(shop, n),
      location_id: shop.counter.location_id,
      order_type: "PICKUP",
      items: itemsOf(shop, n),
      tip_amount: 5,
      payment_method_id: "pm_card_visa",
    });
  return { name, kind: "change", goal: 0.25, ask };
}

/** The requests of the commerce surface that both servers get. */
export const commerce: Scenario[] = [
  status,
  total,
  redeem,
  place("place order, distinct stock", pairOf),
  place("place order, all of one SKU", ({ counter }) => [{ menu_item_id: at(counter.products, 0), quantity: 1 }]),
];
