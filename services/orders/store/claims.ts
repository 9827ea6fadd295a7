import type { Transaction } from "sequelize";
import type { Database } from "../../../mixins/db/database.ts";
import { marks } from "../../../mixins/db/sql.ts";
import type { ItemQuantity } from "../../contracts.ts";
import type { OrderFulfillment } from "../fulfillment.rules.ts";
import type { ReturnClaim } from "../returns.rules.ts";
import type { OrderKey } from "./items.ts";

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
    const sql = `SELECT ${this.#key} AS id, state, items FROM ${this.#table}
      WHERE store_id = ? AND order_id = ? ORDER BY ${this.#key}`;
    const rows = await db.rows<Omit<Claim, "items"> & { items: string }>(sql, [store_id, id], tx);
    return rows.map((row) => ({ ...row, items: JSON.parse(row.items) }) as Claim);
  }

  /** The row of a claim that was made at a time. */
  row({ store_id, id: order_id }: OrderKey, { id, state, items }: Claim, at: number) {
    const times = { created_at: at, updated_at: at };
    return { store_id, order_id, [this.#key]: id, state, items: JSON.stringify(items), ...times };
  }

  /** Inserts a claim. */
  async insert(db: Database, tx: Transaction, order: OrderKey, claim: Claim): Promise<void> {
    await db.insert(this.#table, this.row(order, claim, Date.now()), tx);
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
