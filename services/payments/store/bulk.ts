import type { Transaction } from "sequelize";
import { insertBulk } from "../../../mixins/db/bulk-insert.ts";
import type { Database, Row } from "../../../mixins/db/database.ts";
import type { Payment, Refund } from "../../contracts.ts";

/** The store of the payments. */
interface OfStore {
  store_id: number;
  tenant_id: string;
}

/** Inserts historical payments and refunds, with the sandbox's records of them. */
export async function insertPast(
  db: Database,
  tx: Transaction,
  store: OfStore,
  payments: readonly Payment[],
  refunds: readonly Refund[],
): Promise<void> {
  const charges = payments.filter(({ provider }) => provider === "sandbox");
  const paymentRows = payments.map((payment) => paymentRow(store, payment));
  await insertBulk(db, tx, "payments", paymentRows);
  const refundRows = refunds.map((refund) => refundRow(store, refund));
  await insertBulk(db, tx, "refunds", refundRows);
  const chargeRows = charges.map((payment) => chargeRow(store, payment));
  await insertBulk(db, tx, "sandbox_charges", chargeRows);
}

const paymentRow = ({ store_id, tenant_id }: OfStore, { id: public_id, ...payment }: Payment): Row => ({
  public_id,
  store_id,
  tenant_id,
  ...payment,
  capture_at_once: payment.status === "captured" ? 1 : 0,
});

const refundRow = ({ store_id, tenant_id }: OfStore, { id: public_id, ...refund }: Refund): Row => ({
  public_id,
  store_id,
  tenant_id,
  ...refund,
  reference: `past/${public_id}`,
});

// The sandbox has no record of a pending charge; a failed one was declined there.
const chargeRow = ({ store_id }: OfStore, payment: Payment): Row => ({
  store_id,
  charge_id: payment.id,
  state: { pending: "new", failed: "declined", authorized: "authorized", captured: "captured", voided: "voided" }[
    payment.status
  ],
  held: payment.status === "authorized" ? payment.amount : 0,
  captured: payment.captured,
  refunded: payment.refunded,
  created_at: payment.created_at,
});
