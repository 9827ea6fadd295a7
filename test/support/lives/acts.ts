import fc from "fast-check";

/** One thing that a merchant or a shopper does; the numbers choose of what, how much and how. */
export interface Act {
  kind: (typeof kinds)[number];
  which: number;
  amount: number;
  choice: number;
}

const kinds = ["fulfil", "move", "move", "status", "cancel", "return", "decide", "decide", "refund", "settle"] as const;

/** A random act. */
export const anyAct = fc.record({
  kind: fc.constantFrom(...kinds),
  which: fc.nat(1_000),
  amount: fc.integer({ min: 1, max: 100 }),
  choice: fc.nat(1_000),
});
