import { expect } from "chai";
import type { Act } from "../../torture/history.ts";
import { linearises } from "../../torture/linearise.ts";

const act = (
  name: Act["name"],
  from: number,
  to: number,
  outcome: Act["outcome"] = "done",
  seen?: Act["seen"],
): Act => ({
  order: "ord_1",
  name,
  from,
  to,
  outcome,
  ...(seen ? { seen } : {}),
});
const shows = (status: string, fulfilled = false) => ({ status, fulfilled });

describe("the search for a sequence of an order's acts", () => {
  it("finds one for acts that overlap", () => {
    expect(
      linearises([act("cancel", 0, 10), act("fulfil", 1, 9), act("read", 2, 8, "done", shows("open", true))]),
    ).to.equal(true);
    expect(linearises([act("cancel", 0, 10), act("deliver", 1, 9, "refused")])).to.equal(true);
  });

  it("finds none for two cancellations that were both done", () => {
    expect(linearises([act("cancel", 0, 10), act("cancel", 5, 20)])).to.equal(false);
  });

  it("finds none for a read of what was over before it began", () => {
    expect(linearises([act("cancel", 0, 10), act("read", 11, 12, "done", shows("confirmed"))])).to.equal(false);
  });

  it("finds none for a refusal without a reason", () => {
    expect(linearises([act("fulfil", 0, 10, "refused")])).to.equal(false);
  });

  it("finds none for more refunds than there is money, nor after a cancellation", () => {
    const refund = (from: number, outcome: Act["outcome"] = "done") => ({
      ...act("refund", from, from + 1, outcome),
      most: 2,
    });
    expect(linearises([refund(0), refund(2), refund(4, "refused")])).to.equal(true);
    expect(linearises([refund(0), refund(2), refund(4)])).to.equal(false);
    expect(linearises([refund(0), refund(2, "refused")])).to.equal(false);
    expect(linearises([act("cancel", 0, 1), refund(2)])).to.equal(false);
  });

  it("finds none for a return before delivery, or of more pieces than were sold", () => {
    const returned = (from: number, outcome: Act["outcome"] = "done") => ({
      ...act("return", from, from + 1, outcome),
      most: 1,
    });
    expect(linearises([returned(0, "refused"), act("deliver", 2, 3), returned(4), act("receive", 6, 7)])).to.equal(
      true,
    );
    expect(linearises([returned(0)])).to.equal(false);
    expect(linearises([act("deliver", 0, 1), returned(2), returned(4)])).to.equal(false);
    expect(linearises([act("deliver", 0, 1), act("receive", 2, 3)])).to.equal(false);
  });

  it("lets an act without an answer happen late, or never", () => {
    const unknown = act("cancel", 0, 60, "unknown");
    expect(
      linearises([
        unknown,
        act("read", 70, 71, "done", shows("open")),
        act("read", 80, 81, "done", shows("cancelled")),
      ]),
    ).to.equal(true);
    expect(linearises([unknown, act("deliver", 70, 71)])).to.equal(true);
    expect(
      linearises([
        act("deliver", 10, 11),
        act("cancel", 20, 60, "unknown"),
        act("read", 70, 71, "done", shows("cancelled")),
      ]),
    ).to.equal(false);
  });
});
