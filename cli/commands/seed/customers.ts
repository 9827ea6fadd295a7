import { sampleCustomer } from "../../../demo-data/customers.ts";
import { dayMs } from "../../../demo-data/stores.ts";
import { transaction } from "../../../mixins/db/transaction.ts";
import { type BulkCustomer, insertCustomers, takeKeys } from "../../../services/customers/store/bulk.ts";
import { inLanes } from "./lanes.ts";
import type { Seeding } from "./seeding.ts";

const chunkSize = 250;
const spanMs = 3 * 365 * dayMs;

/**
 * Adds customers of the last three years, the oldest with the lowest keys. Each chunk is one transaction, so a run that
 * dies leaves consistent data, and another run adds to it. Publishes no events: these customers are history, and nothing
 * is to be sent or billed for them.
 */
export async function seedCustomers(seeding: Seeding, count: number, done: (customers: number) => void): Promise<void> {
  const { customers: db, store, now } = seeding;
  const first = await takeKeys(db, count);
  await inLanes(seeding.lanes, Math.ceil(count / chunkSize), async (chunk) => {
    const from = chunk * chunkSize;
    const size = Math.min(chunkSize, count - from);
    const sampleAt = (place: number): BulkCustomer => {
      const created_at = now - spanMs + Math.floor((spanMs * (place + 1)) / (count + 1));
      // The key is the sample's number: each customer is another sample.
      return { key: first + place, ...sampleCustomer(store, first + place, created_at, now) };
    };
    const samples = () => Array.from({ length: size }, (_, index) => sampleAt(from + index));
    await transaction(db, (tx) => insertCustomers(db, tx, store, samples()));
    done(size);
  });
}
