import type { Database } from "../../../mixins/db/database.ts";
import type { Store } from "../../../services/contracts.ts";
import type { CommandContext } from "../runtime.ts";

/** What the seed works with: the store, and the databases of the services that it fills. */
export interface Seeding {
  store: Store;
  customers: Database;
  orders: Database;
  payments: Database;
  shipments: Database;
  /** Chunks that are written at once: SQLite has one writer. */
  lanes: number;
  now: number;
}

/** Finds the store and the databases. Throws `store_not_found`. */
export async function openSeeding(context: CommandContext, store_id: number): Promise<Seeding> {
  const store = await context.call("stores.get", { store_id });
  const customers = context.db("customers", store_id);
  const lanes = customers.dialect === "sqlite" ? 1 : 3;
  const of = (service: string) => context.db(service, store_id);
  const [orders, payments, shipments] = [of("orders"), of("payments"), of("shipments")];
  return { store, customers, orders, payments, shipments, lanes, now: Date.now() };
}

/** Works on the chunks of a generator, some at once, until all are done; the first that fails ends the generator. */
export async function inLanes<Chunk>(
  lanes: number,
  chunks: AsyncGenerator<Chunk> | Generator<Chunk>,
  work: (chunk: Chunk) => Promise<void>,
): Promise<void> {
  const lane = async () => {
    for await (const chunk of chunks) await work(chunk);
  };
  await Promise.all(Array.from({ length: lanes }, lane));
}
