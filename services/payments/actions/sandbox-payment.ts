import { action } from "../../../mixins/actions/action.ts";
import type { Database } from "../../../mixins/db/database.ts";
import type { SandboxPayment } from "../../contracts.ts";
import { fail } from "../payments.errors.ts";
import { params } from "../payments.schema.ts";
import { isSetUp } from "../providers/index.ts";
import { disputesOf, refundsOf } from "../providers/sandbox-later.ts";
import { findPayment } from "../store/payments.ts";
import { toPayment } from "../store/rows.ts";
import { findCharge, type SandboxCharge } from "../store/sandbox.ts";

/** Returns a payment of the sandbox, as it is here and there. Throws `payment_not_found`. */
export const sandboxPayment = action(
  "payments.sandboxPayment",
  params.sandboxPayment,
  async ({ store_id, payment_id }, { db }): Promise<SandboxPayment> => {
    const [row, charge] = isSetUp("sandbox")
      ? await Promise.all([findPayment(db, store_id, payment_id), findCharge(db, { store_id, id: payment_id })])
      : [];
    if (!row || !charge) throw fail("payment_not_found");
    return { payment: toPayment(row), return_url: row.return_url, there: await stateThere(db, charge) };
  },
);

async function stateThere(db: Database, charge: SandboxCharge): Promise<SandboxPayment["there"]> {
  const [refunds, disputes] = await Promise.all([refundsOf(db, charge), disputesOf(db, charge)]);
  const { state, captured, refunded } = charge;
  return {
    state,
    captured,
    refunded,
    refunds: refunds.map(({ amount, status }) => ({ amount, status })),
    disputes: disputes.map(({ amount, status }) => ({ amount, status })),
  };
}
