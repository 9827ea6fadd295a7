import type { Connection, RowDataPacket } from "mysql2/promise";
import { runCommand } from "../command.ts";

/** An order that may be cancelled or fulfilled: its items by id and quantity. */
export interface FreshOrder {
  id: string;
  items: [id: string, quantity: number][];
}

/** The data that a bench creates. */
export interface Made {
  fresh: FreshOrder[];
  moving: string[];
}

/** The orders that scenarios ask for. */
export interface OrderPools {
  /** The shop's orders from before the bench. */
  count: number;
  /** Orders from all over the table, by which lists are filtered. */
  places: { id: number; order_number: string; customer_id: string; created_at: number }[];
  /** Ids that no request has used yet. */
  cold: Pool<string>;
  warm: string[];
  /** Orders whose status is changed to and fro, alone and by the hundred. */
  moving: Ring<string>;
  sets: Ring<string[]>;
  fresh: Pool<FreshOrder>;
}

/** Things of which each is used once. */
export class Pool<T> {
  readonly #things: T[];
  #next = 0;

  constructor(things: T[]) {
    this.#things = things;
  }

  next(): T {
    const thing = this.#things[this.#next++];
    if (thing === undefined) throw new Error(`All ${this.#things.length} orders of a pool are used up.`);
    return thing;
  }
}

/** Things that are used in turn, with how often all of them were. */
export class Ring<T> {
  readonly #things: T[];
  #next = 0;

  constructor(things: T[]) {
    this.#things = things;
  }

  next(): { value: T; lap: number } {
    const n = this.#next++;
    return { value: this.#things[n % this.#things.length] as T, lap: Math.floor(n / this.#things.length) };
  }
}

const setSize = 100;
const sets = 16;
const single = 2_000;
const warm = 500;

/** Makes orders to be changed; none when none are to be cancelled or fulfilled. */
export async function makeOrders(databaseUrl: string, store_id: number, fresh: number): Promise<Made> {
  if (fresh === 0) return { fresh: [], moving: [] };
  const amounts = [store_id, fresh, single + sets * setSize].map(String);
  return JSON.parse(await runCommand(databaseUrl, "bench/orders/make.ts", amounts)) as Made;
}

/** Draws the requested orders from the shop's earlier ones, the same in every run. */
export async function poolsOf(connection: Connection, store_id: number, cold: number, made: Made): Promise<OrderPools> {
  const [counts] = await connection.query<RowDataPacket[]>("SELECT COUNT(*) AS n FROM orders WHERE store_id = ?", [
    store_id,
  ]);
  const count = Number(counts[0]?.n) - made.fresh.length - made.moving.length;
  const every = Math.max(1, Math.floor(count / (cold + warm)));
  const [rows] = await connection.query<RowDataPacket[]>(
    `SELECT id, public_id, order_number, customer_id, created_at FROM orders
     WHERE store_id = ? AND number <= 1000 + ? AND MOD(number, ?) = 0 ORDER BY RAND(1)`,
    [store_id, count, every],
  );
  const ids = rows.map(({ public_id }) => String(public_id));
  return {
    count,
    places: rows.slice(0, 2_000) as OrderPools["places"],
    cold: new Pool(ids.slice(warm)),
    warm: ids.slice(0, warm),
    moving: new Ring(made.moving.slice(0, single)),
    sets: new Ring(Array.from({ length: sets }, (_, n) => made.moving.slice(single + n * setSize).slice(0, setSize))),
    fresh: new Pool(made.fresh),
  };
}
