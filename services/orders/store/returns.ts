import type { Transaction } from "sequelize";
import type { Database } from "../../../mixins/db/database.ts";
import { marks } from "../../../mixins/db/sql.ts";
import { update } from "../../../mixins/db/statements.ts";
import type { ItemQuantity } from "../../contracts.ts";
import type { ReturnClaim, ReturnState } from "../returns.rules.ts";
import type { OrderKey } from "./items.ts";

/** The returns of an order, those let go of too. */
export async function fetchClaims(db: Database, tx: Transaction, { store_id, id }: OrderKey): Promise<ReturnClaim[]> {
  const rows = await db.rows<{ id: string; state: ReturnState; items: string }>(
    `SELECT return_id AS id, state, items FROM order_returns WHERE store_id = ? AND order_id = ? ORDER BY return_id`,
    [store_id, id],
    tx,
  );
  return rows.map((row) => ({ ...row, items: JSON.parse(row.items) as ItemQuantity[] }));
}

/** The row of a claim. */
export const claimRow = ({ store_id, id: order_id }: OrderKey, claim: ReturnClaim, at: number) => ({
  store_id,
  order_id,
  return_id: claim.id,
  state: claim.state,
  items: JSON.stringify(claim.items),
  created_at: at,
  updated_at: at,
});

/** Keeps a claim. */
export async function insertClaim(db: Database, tx: Transaction, order: OrderKey, claim: ReturnClaim): Promise<void> {
  await db.insert("order_returns", claimRow(order, claim, Date.now()), tx);
}

/** Gives a return of an order another state. */
export async function updateClaim(
  db: Database,
  tx: Transaction,
  { store_id, id }: OrderKey,
  return_id: string,
  state: ReturnState,
): Promise<void> {
  const key = { store_id, order_id: id, return_id };
  await update(db, "order_returns", key, { state, updated_at: Date.now() }, tx);
}

/** Counts items of an order as returned. */
export async function addReturned(
  db: Database,
  tx: Transaction,
  { store_id, id }: OrderKey,
  items: readonly ItemQuantity[],
): Promise<void> {
  const cases = items.map(() => "WHEN ? THEN ?").join(" ");
  await db.run(
    `UPDATE order_items SET returned_quantity = returned_quantity + CASE public_id ${cases} ELSE 0 END
     WHERE store_id = ? AND order_id = ? AND public_id IN (${marks(items)})`,
    [
      ...items.flatMap(({ item_id, quantity }) => [item_id, quantity]),
      store_id,
      id,
      ...items.map(({ item_id }) => item_id),
    ],
    tx,
  );
}
