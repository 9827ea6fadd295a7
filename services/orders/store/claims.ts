import type { Transaction } from "sequelize";
import type { Database } from "../../../mixins/db/database.ts";
import { marks } from "../../../mixins/db/sql.ts";
import { findRows } from "../../../mixins/db/statements.ts";
import type { ItemQuantity } from "../../contracts.ts";
import type { OrderFulfillment } from "../fulfillment.rules.ts";
import type { ReturnClaim } from "../returns.rules.ts";
import type { OrderKey } from "./items.ts";

interface Found {
  order_id: number;
  items: string;
}

/** A table of what claims quantities of an order's items. */
class Claims<Claim extends { id: string; state: string; items: ItemQuantity[] }> {
  readonly #table: string;
  readonly #key: string;

  /** `key` is the column of the claim's public id. */
  constructor(table: string, key: string) {
    this.#table = table;
    this.#key = key;
  }

  /** All of an order's, in any state. */
  async fetch(db: Database, tx: Transaction, { store_id, id }: OrderKey): Promise<Claim[]> {
    const form = { columns: `order_id, ${this.#key} AS id, state, items`, end: `ORDER BY ${this.#key}` };
    const rows = await findRows<Omit<Claim, "items"> & Found>(db, this.#table, { store_id, order_id: id }, tx, form);
    return rows.map(({ order_id, ...row }) => ({ ...row, items: JSON.parse(row.items) }) as unknown as Claim);
  }

  /** The row of a claim that was made at a time. */
  row({ store_id, id: order_id }: OrderKey, { id, state, items }: Claim, at: number) {
    const times = { created_at: at, updated_at: at };
    return { store_id, order_id, [this.#key]: id, state, items: JSON.stringify(items), ...times };
  }

  /** Inserts a claim. */
  async insert(db: Database, tx: Transaction, order: OrderKey, claim: Claim): Promise<void> {
    await db.insertMany(this.#table, [this.row(order, claim, Date.now())], tx);
  }

  /** Gives claims of an order another state. */
  async setState(
    db: Database,
    tx: Transaction,
    { store_id, id }: OrderKey,
    claims: readonly Claim[],
    state: Claim["state"],
  ): Promise<void> {
    if (claims.length === 0) return;
    await db.run(
      `UPDATE ${this.#table} SET state = ?, updated_at = ?
       WHERE store_id = ? AND order_id = ? AND ${this.#key} IN (${marks(claims)})`,
      [state, Date.now(), store_id, id, ...claims.map((claim) => claim.id)],
      tx,
    );
  }
}

/** The fulfilments of orders, claimed and cancelled ones too. */
export const fulfillments = new Claims<OrderFulfillment>("order_fulfillments", "fulfillment_id");

/** The returns of orders, released ones too. */
export const returns = new Claims<ReturnClaim>("order_returns", "return_id");
