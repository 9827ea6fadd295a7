import { sampleCustomer } from "../../../demo-data/customers.ts";
import { dayMs } from "../../../demo-data/stores.ts";
import { transaction } from "../../../mixins/db/transaction.ts";
import { type BulkCustomer, insertCustomers, takeKeys } from "../../../services/customers/store/bulk.ts";
import { inLanes, type Seeding } from "./seeding.ts";

const chunkSize = 250;
const spanMs = 3 * 365 * dayMs;

/**
 * Adds customers who registered over the last three years, the earliest with the lowest keys. Each chunk is one
 * transaction, so the chunks of a run that dies are complete, and another run adds to them. No events are published:
 * these customers are historical, and none is to be greeted or billed.
 */
export async function seedCustomers(seeding: Seeding, count: number, done: (customers: number) => void): Promise<void> {
  const { customers: db, store, now } = seeding;
  const first = await takeKeys(db, count);
  const sampleAt = (place: number): BulkCustomer => {
    const created_at = now - spanMs + Math.floor((spanMs * (place + 1)) / (count + 1));
    // The key makes the sample different from all others.
    return { key: first + place, ...sampleCustomer(store, first + place, created_at, now) };
  };
  await inLanes(seeding.lanes, chunksOf(count), async ({ from, size }) => {
    const samples = Array.from({ length: size }, (_, index) => sampleAt(from + index));
    await transaction(db, (tx) => insertCustomers(db, tx, store, samples));
    done(size);
  });
}

function* chunksOf(count: number) {
  for (let from = 0; from < count; from += chunkSize) yield { from, size: Math.min(chunkSize, count - from) };
}
