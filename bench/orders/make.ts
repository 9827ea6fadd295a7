import { useServices } from "../../cli/commands/context.ts";
import type { CommandContext } from "../../cli/commands/runtime.ts";
import { openSeeding, type Seeding } from "../../cli/commands/seed/seeding.ts";
import { ulidAt } from "../../demo-data/ids.ts";
import { samplePaymentsOf, sampleTimelineOf } from "../../demo-data/order-parts.ts";
import { type SampleOrder, sampleOrder } from "../../demo-data/orders.ts";
import { between, type Random, randomOf } from "../../demo-data/random.ts";
import { dayMs } from "../../demo-data/stores.ts";
import { transaction } from "../../mixins/db/transaction.ts";
import { insertTallies, nextCustomers } from "../../services/customers/store/bulk.ts";
import { tallyOf } from "../../services/orders/event-data.rules.ts";
import { orderNumber } from "../../services/orders/orders.rules.ts";
import { insertOrders, takeNumberBlock } from "../../services/orders/store/bulk.ts";
import { insertPast } from "../../services/payments/store/bulk.ts";
import type { Made } from "./pools.ts";

const chunkSize = 1_000;
const articles = 2_000;

// `node bench/orders/make.ts <store> <fresh> <moving>`: orders in processing, each of two or three articles that are
// kept in stock, paid by hand, so that neither server waits for a payment provider.
const [store_id = 0, fresh = 0, moving = 0] = process.argv.slice(2).map(Number);
const services = ["stores", "customers", "orders", "payments", "inventory", "shipments"];
process.stdout.write(JSON.stringify(await useServices(services, make)));

async function make(context: CommandContext): Promise<Made> {
  const seeding = await openSeeding(context, store_id);
  await stockUp(context);
  const first = await takeNumberBlock(seeding.orders, store_id, fresh + moving);
  const orders: SampleOrder[] = [];
  for (let after = 0; orders.length < fresh + moving; ) {
    const buyers = await nextCustomers(seeding.customers, store_id, after, chunkSize);
    // After the last of them it starts again.
    after = buyers.at(-1)?.id ?? 0;
    if (buyers.length === 0) continue;
    const size = Math.min(chunkSize, fresh + moving - orders.length);
    orders.push(...(await writeChunk(seeding, buyers, { size, firstNumber: first + orders.length })));
  }
  return {
    moving: orders.slice(0, moving).map(({ id }) => id),
    fresh: orders.slice(moving).map(({ id, items }) => ({ id, items: items.map((item) => [item.id, item.quantity]) })),
  };
}

type Buyers = Awaited<ReturnType<typeof nextCustomers>>;

async function writeChunk(
  { customers, orders: db, payments, store, now }: Seeding,
  buyers: Buyers,
  { size, firstNumber }: { size: number; firstNumber: number },
): Promise<SampleOrder[]> {
  const random = randomOf("bench", store.store_id, firstNumber);
  const samples = Array.from({ length: size }, (_, index) => {
    const { public_id } = buyers[index % buyers.length] as Buyers[number];
    const age = Math.floor(random() * 7 * dayMs);
    const id = ulidAt("ord", now - age, random);
    const contact = { name: "Rahim Ahmed", email: `buyer${firstNumber + index}@example.com`, phone: "01712345678" };
    const of = { id, customer_id: public_id, age, now, status: "processing" as const, fewestLines: 2, contact };
    return paidByHand(random, sampleOrder(random, store, of));
  });
  const parts = samples.map(samplePaymentsOf);
  const bought = parts
    .flatMap((part) => part.payments)
    .map((each) => ({ ...each, provider: "manual" as const, provider_reference: null }));
  const past = samples.map((order) => ({ ...order, timeline: sampleTimelineOf(order) }));
  const range: [number, number] = [buyers[0]?.id ?? 0, buyers.at(-1)?.id ?? 0];
  await transaction(db, (tx) => insertOrders(db, tx, store, past, firstNumber));
  await transaction(payments, (tx) => insertPast(payments, tx, store, bought, []));
  const tallies = samples.map((order, index) => tallyOf({ ...order, order_number: orderNumber(firstNumber + index) }));
  await transaction(customers, (tx) => insertTallies(customers, tx, store.store_id, tallies, range));
  return samples;
}

function paidByHand(random: Random, order: SampleOrder): SampleOrder {
  const first = between(random, 0, articles - 1);
  const items = order.items.map((item, index) => ({ ...item, sku: skuOf((first + index) % articles), modifiers: [] }));
  const alike = { tags: [], note: null, shipping_method: "Standard delivery", payment_method: "cash" };
  return { ...order, ...alike, items, payment_status: "captured", financial_status: "paid" };
}

function skuOf(article: number): string {
  return `BENCH-${String(article).padStart(5, "0")}`;
}

async function stockUp(context: CommandContext): Promise<void> {
  const db = context.db("inventory");
  const at = Date.now();
  const level = { store_id, location_id: "", on_hand: 1_000, reserved: 0, version: 1, created_at: at, updated_at: at };
  const rows = Array.from({ length: articles }, (_, article) => ({ ...level, sku: skuOf(article) }));
  await transaction(db, (tx) => db.insertMany("stock_levels", rows, tx));
}
