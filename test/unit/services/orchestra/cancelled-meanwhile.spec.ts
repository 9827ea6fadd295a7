import "../../../support/data-dir.ts";
import { expect } from "chai";
import type { OrderDetail, OrderMoney, Store } from "../../../../services/contracts.ts";
import type { Step } from "../../../../services/orchestra/workflow.ts";
import { cancelOrder } from "../../../../services/orchestra/workflows/cancel-order.ts";
import { cancelOwnOrder } from "../../../../services/orchestra/workflows/cancel-own-order.ts";

const store = { store_id: 1, tenant_id: "ten_a" } as Store;

/** The steps of a run under which, behind so many reads, another run cancels the order and gives its money back. */
function cancelledBehind(reads: number): Step {
  let read = 0;
  const answers: Record<string, (isLate: boolean) => unknown> = {
    "orders.findByNumber": () => ({ order_id: "ord_a" }),
    "orders.get": (late) => ({ id: "ord_a", version: 1, status: late ? "cancelled" : "pending" }) as OrderDetail,
    "payments.ofOrder": (late) => ({ refundable: late ? 0 : 6_617, payments: [] }) as unknown as OrderMoney,
  };
  const step = {
    read: async (action: string) => answers[action]?.(read++ >= reads),
    check: async (_title: string, check: () => void) => check(),
    about: () => undefined,
    branch: () => step,
    pointOfNoReturn: () => {
      throw new Error("It went on.");
    },
  };
  return step as unknown as Step;
}

const codeOf = (run: Promise<unknown>) =>
  run.then(
    () => "done",
    (error: { type?: string; message: string }) => error.type ?? error.message,
  );

describe("an order that somebody else cancels in the very moment", () => {
  const said = {
    store,
    idempotency_key: "k",
    order_id: "ord_a",
    reason: "other",
    refund: true,
    restock: true,
  } as const;

  for (const reads of [0, 1])
    it(`is cancelled already, and not short of money, behind ${reads} reads`, async () => {
      const run = cancelOrder.definition(cancelledBehind(reads), { ...said, notify: false, refund_amount: 6_617 });
      expect(await codeOf(run)).to.equal("order_already_cancelled");
    });

  for (const reads of [1, 2])
    it(`cannot be cancelled by its customer any more, behind ${reads} reads`, async () => {
      const own = { store, idempotency_key: "k", customer_id: "cust_a", order_number: "1001", reason: "x" };
      const run = cancelOwnOrder.definition(
        cancelledBehind(reads),
        own as Parameters<typeof cancelOwnOrder.definition>[1],
      );
      expect(await codeOf(run)).to.equal("order_not_cancellable");
    });
});
