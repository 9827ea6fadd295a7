import type { Transaction } from "sequelize";
import type { Database } from "../../../mixins/db/database.ts";
import { raiseCounter } from "../../../mixins/db/sequence.ts";
import { writeTogether } from "../../../mixins/db/shared.ts";
import { numbersStartAfter } from "../orders.rules.ts";

/**
 * Takes the next numbers of a store and returns the first of them. The store's next order waits until this transaction
 * ends, so take them late.
 */
export function takeNumbers(db: Database, tx: Transaction, store_id: number, count: number): Promise<number> {
  return writeTogether(tx, `order numbers ${store_id}`, count, async (counts) => {
    const sum = counts.reduce((total, one) => total + one, 0);
    const last = await raiseCounter(db, tx, counter, store_id, { first: numbersStartAfter + sum, by: sum });
    let next = last - sum + 1;
    return counts.map((one) => {
      next += one;
      return next - one;
    });
  });
}

const counter = { table: "order_counters", column: "last_number" };
