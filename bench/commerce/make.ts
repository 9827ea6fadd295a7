import { useServices } from "../../cli/commands/context.ts";
import type { CommandContext } from "../../cli/commands/runtime.ts";
import { transaction } from "../../mixins/db/transaction.ts";
import { nextCustomers } from "../../services/customers/store/bulk.ts";
import type { Counter } from "./pools.ts";

const articles = 300;
const members = 300;
const atOnce = 20;
/** More than a bench can use up. */
const plenty = 1_000_000_000;

// `node bench/commerce/make.ts <store>`: creates locations, products, and customers with points.
const [store_id = 0] = process.argv.slice(2).map(Number);
const services = ["stores", "customers", "catalog", "inventory", "loyalty"];
process.stdout.write(JSON.stringify(await useServices(services, make)));

async function make(context: CommandContext): Promise<Counter> {
  const { tenant_id } = await context.call("stores.get", { store_id });
  const write = (what: string) => ({ store_id, tenant_id, idempotency_key: `bench:${store_id}:${what}` });
  const { id: location_id } = await context.call("catalog.createLocation", {
    ...write("location"),
    location: { name: "Bench", tax_rate: 75_000, timezone: "Asia/Dhaka", order_types: ["PICKUP", "DELIVERY"] },
  });
  const { code } = await context.call("catalog.createPromotion", {
    ...write("promotion"),
    promotion: { code: "BENCH10", type: "percentage", value: 1_000, description: "10% off" },
  });
  const skus = Array.from({ length: articles }, (_, n) => `SOLD-${String(n).padStart(5, "0")}`);
  await stockUp(context, skus);
  const products = await inTurn(skus, async (sku, n) => {
    const modifiers = n % 4 === 0 ? [{ name: "Extra cheese", price: 6_000 }] : [];
    const product = { sku, name: `Article ${n}`, price: 10_000 + n * 37, modifiers };
    return (await context.call("catalog.createProduct", { ...write(sku), product })).id;
  });
  const buyers = await nextCustomers(context.db("customers"), store_id, 0, members);
  const known = await inTurn(buyers, async ({ public_id: customer_id }) => {
    const gift = { customer_id, adjustment: plenty, reason: "For the bench" };
    await context.call("loyalty.adjust", { ...write(`points:${customer_id}`), ...gift });
    return customer_id;
  });
  return { location_id, promo_code: code, products, members: known };
}

async function stockUp(context: CommandContext, skus: string[]): Promise<void> {
  const db = context.db("inventory");
  const at = Date.now();
  const level = { store_id, location_id: "", on_hand: plenty, reserved: 0, version: 1, created_at: at, updated_at: at };
  await transaction(db, (tx) =>
    db.insertMany(
      "stock_levels",
      skus.map((sku) => ({ ...level, sku })),
      tx,
    ),
  );
}

/** The results for items, a few at a time. */
async function inTurn<Thing, Result>(things: Thing[], work: (thing: Thing, n: number) => Promise<Result>) {
  const results: Result[] = [];
  for (let from = 0; from < things.length; from += atOnce) {
    const some = things.slice(from, from + atOnce);
    results.push(...(await Promise.all(some.map((thing, n) => work(thing, from + n)))));
  }
  return results;
}
