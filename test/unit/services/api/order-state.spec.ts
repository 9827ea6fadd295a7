import { expect } from "chai";
import { wordsOfCancellation } from "../../../../services/api/surfaces/storefront/order-state.ts";
import { notPaidInTime } from "../../../../services/contracts/orders.ts";
import type { FullOrder } from "../../../../services/contracts.ts";

describe("the words of a cancellation that a shopper reads", () => {
  const cancelled = (actor: string, cancel_reason_details: string) => {
    const timeline = [{ type: "order.cancelled", actor }];
    return wordsOfCancellation({ customer_id: "cust_1", cancel_reason_details, timeline } as unknown as FullOrder);
  };

  it("are the shopper's own, and none of the merchant's", () => {
    expect(cancelled("customer:cust_1", "Ordered by mistake.")).to.equal("Ordered by mistake.");
    expect(cancelled("merchant:user_1", "Looks odd.")).to.equal(null);
    expect(cancelled("user:user_1", "Looks odd.")).to.equal(null);
  });

  it("are that nobody paid in time, whoever had placed the order", () => {
    for (const actor of ["system:orchestra", "staff:user_1", "customer:cust_1"])
      expect(cancelled(actor, notPaidInTime)).to.equal(notPaidInTime);
  });
});
