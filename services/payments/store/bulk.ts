import type { Transaction } from "sequelize";
import { insertBulk } from "../../../mixins/db/bulk-insert.ts";
import type { Database, Row } from "../../../mixins/db/database.ts";
import { pick } from "../../../mixins/values/pick.ts";
import type { OfStore, Payment, Refund } from "../../contracts.ts";

/** Inserts historical payments and refunds, with the sandbox's records of them. */
export async function insertPast(
  db: Database,
  tx: Transaction,
  store: OfStore,
  payments: readonly Payment[],
  refunds: readonly Refund[],
): Promise<void> {
  const of = { store_id: store.store_id, tenant_id: store.tenant_id };
  const paymentRows = payments.map(({ id: public_id, next_action: _none, ...payment }) => ({
    ...of,
    ...payment,
    public_id,
    capture_at_once: payment.status === "captured" ? 1 : 0,
  }));
  await insertBulk(db, tx, "payments", paymentRows);
  const refundRows = refunds.map(({ id: public_id, lines: _lines, settled: _settled, ...refund }) => ({
    ...of,
    ...refund,
    public_id,
    reference: `past/${public_id}`,
  }));
  await insertBulk(db, tx, "refunds", refundRows);
  const charges = payments.filter(({ provider }) => provider === "sandbox");
  const chargeRows = charges.map((payment) => chargeRow(of.store_id, payment));
  await insertBulk(db, tx, "sandbox_charges", chargeRows);
}

// The sandbox has no record of a pending charge; a failed one was declined there.
const chargeRow = (store_id: number, payment: Payment): Row => ({
  store_id,
  charge_id: payment.id,
  state: payment.status === "pending" ? "new" : payment.status === "failed" ? "declined" : payment.status,
  held: payment.status === "authorized" ? payment.amount : 0,
  ...pick<Payment, "captured" | "refunded" | "created_at">(payment, ["captured", "refunded", "created_at"]),
});
