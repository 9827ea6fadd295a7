import { createHash } from "node:crypto";
import type { TransactionContext } from "../../mixins/actions/idempotent.ts";
import { keepTold } from "./store/provider-events.ts";
import type { PaymentRow } from "./store/rows.ts";

/**
 * Publishes what differs between a payment and its provider as `payment.mismatch`: each difference once in thirty days,
 * however often the payment is looked up.
 */
export async function publishMismatches(
  { db, tx, publish }: TransactionContext,
  row: PaymentRow,
  differences: readonly string[],
): Promise<void> {
  const { store_id, tenant_id, public_id, version, order_id, amount, currency } = row;
  for (const difference of differences) {
    const told = createHash("sha256").update(difference).digest("hex").slice(0, 32);
    if (!(await keepTold(db, tx, row, `mismatch/${public_id}/${told}`))) continue;
    publish({
      name: "payment.mismatch",
      store_id,
      tenant_id,
      aggregate: { type: "payment", id: public_id, version },
      data: { order_id, amount, currency, difference },
    });
  }
}
