import { ulidAt } from "../../../demo-data/ids.ts";
import { sampleFulfillmentsOf, samplePaymentsOf, sampleProgressOf } from "../../../demo-data/order-parts.ts";
import { type SampleOrder, sampleOrder } from "../../../demo-data/orders.ts";
import { firstAbove, type Random, randomOf } from "../../../demo-data/random.ts";
import { transaction } from "../../../mixins/db/transaction.ts";
import { countRows, insertTallies, nextCustomers } from "../../../services/customers/store/bulk.ts";
import { tallyOf } from "../../../services/orders/event-data.rules.ts";
import { orderNumber } from "../../../services/orders/orders.rules.ts";
import { insertOrders, takeNumberBlock } from "../../../services/orders/store/bulk.ts";
import { insertPast as insertPayments } from "../../../services/payments/store/bulk.ts";
import { insertPast as insertFulfillments } from "../../../services/shipments/store/fulfillments.ts";
import { inLanes, type Seeding } from "./seeding.ts";

const chunkSize = 1_000;

// A transaction of few customers with very many orders would take longer than one may be open.
const ordersAtOnce = 2_000;

interface Buyer {
  id: number;
  public_id: string;
  created_at: number;
}

interface Chunk {
  buyers: Buyer[];
  orders: number;
  firstNumber: number;
}

/**
 * Spreads orders over all customers of a store: some have none, most a few, a few very many. Orders are
 * committed before their payments and fulfilments, and the totals of a chunk of customers come last. A run that dies in
 * between leaves orders without them; `customers rebuild-totals` repairs the totals. No events are published, as for the customers.
 */
export async function seedOrders(seeding: Seeding, count: number, done: (orders: number) => void): Promise<void> {
  const firstNumber = await takeNumberBlock(seeding.orders, seeding.store.store_id, count);
  await inLanes(seeding.lanes, chunksOf(seeding, count, firstNumber), async (chunk) => {
    const samples = samplesOf(seeding, chunk);
    const all: [number, number] = [chunk.buyers[0]?.id ?? 0, chunk.buyers.at(-1)?.id ?? 0];
    for (let at = 0; at < samples.length; at += ordersAtOnce) {
      const some = samples.slice(at, at + ordersAtOnce);
      const isLast = at + ordersAtOnce >= samples.length;
      await write(seeding, some, chunk.firstNumber + at, isLast ? all : undefined);
      done(some.length);
    }
  });
}

// Each chunk gets orders by its share of the remaining customers, so the last one brings the total to the count.
async function* chunksOf({ customers: db, store }: Seeding, count: number, firstNumber: number): AsyncGenerator<Chunk> {
  let customersLeft = await countRows(db, store.store_id);
  if (customersLeft === 0) throw new Error(`Store ${store.store_id} has no customers: add some with --customers.`);
  let left = count;
  for (let after = 0; left > 0; ) {
    const buyers = await nextCustomers(db, store.store_id, after, chunkSize);
    const last = buyers.at(-1);
    if (!last) throw new Error("Customers were deleted while orders were added for them; run it again.");
    const orders = buyers.length < customersLeft ? Math.round((left * buyers.length) / customersLeft) : left;
    yield { buyers, orders, firstNumber: firstNumber + count - left };
    left -= orders;
    customersLeft -= buyers.length;
    after = last.id;
  }
}

// The totals of the customers in a range of keys are recalculated once all their orders are there.
async function write(
  seeding: Seeding,
  samples: SampleOrder[],
  firstNumber: number,
  totalled?: [first: number, last: number],
): Promise<void> {
  const { customers, orders, payments, shipments, store } = seeding;
  const money = samples.map(samplePaymentsOf);
  const fulfillments = samples.map(sampleFulfillmentsOf);
  const past = samples.map((order, index) => ({ ...order, ...sampleProgressOf(order, fulfillments[index]) }));
  const sent = samples.flatMap(({ customer_id }, index) =>
    (fulfillments[index] ?? []).map((fulfillment) => ({ fulfillment, customer_id })),
  );
  const paid = money.flatMap((each) => each.payments);
  const refunded = money.flatMap((each) => each.refunds);
  await transaction(orders, (tx) => insertOrders(orders, tx, store, past, firstNumber));
  await transaction(payments, (tx) => insertPayments(payments, tx, store, paid, refunded));
  await transaction(shipments, (tx) => insertFulfillments(shipments, tx, store, sent));
  const tallies = samples.map((order, index) => tallyOf({ ...order, order_number: orderNumber(firstNumber + index) }));
  await transaction(customers, (tx) => insertTallies(customers, tx, store.store_id, tallies, totalled));
}

function samplesOf({ store, now }: Seeding, chunk: Chunk): SampleOrder[] {
  const random = randomOf("orders", store.store_id, chunk.firstNumber);
  const buyerOf = buyersOf(random, chunk.buyers);
  const samples = Array.from({ length: chunk.orders }, () => {
    const { public_id: customer_id, created_at } = buyerOf();
    const age = Math.floor((now - created_at) * random());
    const id = ulidAt("ord", now - age, random);
    return sampleOrder(random, store, { id, customer_id, age, now, fewestLines: 2 });
  });
  return samples.sort((a, b) => a.created_at - b.created_at);
}

// Two in five buy nothing; the rest have a tail so long that one in a thousand buys some fifty times the average.
function buyersOf(random: Random, buyers: Buyer[]): () => Buyer {
  let sum = 0;
  const upTo = buyers.map(() => {
    sum += random() < 0.4 ? 0 : random() ** -0.6;
    return sum;
  });
  return () => buyers[firstAbove(upTo, random() * sum)] as Buyer;
}
