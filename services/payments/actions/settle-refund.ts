import { action } from "../../../mixins/actions/action.ts";
import { idempotent } from "../../../mixins/actions/idempotent.ts";
import { fail } from "../payments.errors.ts";
import { params } from "../payments.schema.ts";
import { cut, leftAfter, spread, sumOf } from "../refund-lines.rules.ts";
import { refundEvent } from "../settling.ts";
import { fetchMoney, lockPayments, setAside } from "../store/payments.ts";
import { activeOf, findRefund, refundsOf, saveRefund, toLines } from "../store/refunds.ts";
import { toRefund } from "../store/rows.ts";

/**
 * Records that a declined refund was given back outside. Throws `refund_not_found`, `refund_not_failed`,
 * `refund_exceeds_paid`.
 */
export const settleRefund = action("payments.settleRefund", params.settleRefund, (request, context) =>
  idempotent(context, request, async ({ db, tx, publish }) => {
    const payments = await lockPayments(db, tx, request);
    const row = await findRefund(db, tx, request);
    const payment = payments.find(({ public_id }) => public_id === row?.payment_id);
    if (!row || !payment) throw fail("refund_not_found");
    if (row.status !== "failed") throw fail("refund_not_failed");
    if (!(await setAside(db, tx, payment, row.amount))) throw fail("refund_exceeds_paid");
    const left = leftAfter(request.ledger, activeOf(await refundsOf(db, tx, request)));
    // What the lines have left, since other refunds may have taken from them meanwhile.
    const [own] = cut(toLines(row.refund_lines) ?? [], row.amount);
    const fits = own.every(({ line, amount }) => amount <= (left.find((each) => each.line === line)?.amountLeft ?? 0));
    const lines = fits && sumOf(own) === row.amount ? own : spread(left, row.amount);
    const version = row.version + 1;
    const done = { status: "succeeded", error: null, settled: 1, note: request.note ?? null } as const;
    const settled = { ...row, ...done, refund_lines: JSON.stringify(lines), version, updated_at: Date.now() };
    await saveRefund(db, tx, settled);
    publish(refundEvent(settled, row.status));
    return { refund: toRefund(settled), reference: row.reference, money: await fetchMoney(db, request, tx) };
  }),
);
