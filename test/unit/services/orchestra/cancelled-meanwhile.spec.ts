import { expect } from "chai";
import type { OrderDetail, OrderMoney, Store } from "../../../../services/contracts.ts";
import type { Step } from "../../../../services/orchestra/workflow.ts";
import { cancelOrder } from "../../../../services/orchestra/workflows/cancel-order.ts";
import { cancelOwnOrder } from "../../../../services/orchestra/workflows/cancel-own-order.ts";

const store = { store_id: 1, tenant_id: "ten_a" } as Store;

/** Steps of a workflow run during which another run cancels and refunds the order after the given number of reads. */
function cancelledAfter(reads: number): Step {
  let read = 0;
  const results: Record<string, (isLate: boolean) => unknown> = {
    "orders.findByNumber": () => ({ order_id: "ord_a" }),
    "orders.get": (isLate) => ({ id: "ord_a", version: 1, status: isLate ? "cancelled" : "pending" }) as OrderDetail,
    "payments.ofOrder": (isLate) => ({ refundable: isLate ? 0 : 6_617, payments: [] }) as unknown as OrderMoney,
  };
  const step = {
    read: async (action: string) => results[action]?.(read++ >= reads),
    check: async (_title: string, check: () => void) => check(),
    tag: () => undefined,
    scope: () => step,
    pointOfNoReturn: () => {
      throw new Error("The run passed the point of no return.");
    },
  };
  return step as unknown as Step;
}

const codeOf = (run: Promise<unknown>) =>
  run.then(
    () => "done",
    (error: { type?: string; message: string }) => error.type ?? error.message,
  );

describe("an order cancelled by another run during its cancellation", () => {
  const params = {
    store,
    idempotency_key: "k",
    order_id: "ord_a",
    reason: "other",
    refund: true,
    restock: true,
  } as const;

  for (const reads of [0, 1])
    it(`is reported as already cancelled, not as short of money, after ${reads} reads`, async () => {
      const run = cancelOrder.definition(cancelledAfter(reads), { ...params, notify: false, refund_amount: 6_617 });
      expect(await codeOf(run)).to.equal("order_already_cancelled");
    });

  for (const reads of [1, 2])
    it(`can no longer be cancelled by its customer after ${reads} reads`, async () => {
      const own = { store, idempotency_key: "k", customer_id: "cust_a", order_number: "1001", reason: "x" };
      const run = cancelOwnOrder.definition(
        cancelledAfter(reads),
        own as Parameters<typeof cancelOwnOrder.definition>[1],
      );
      expect(await codeOf(run)).to.equal("order_not_cancellable");
    });
});
