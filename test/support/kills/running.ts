import { expect } from "chai";
import type { LoadActions } from "../load-actions.ts";
import { until } from "../until.ts";

/** Waits until every workflow has come to its end; none may be stuck. */
export async function untilNothingRuns({ insist }: LoadActions): Promise<void> {
  await until(async () => {
    const open = await Promise.all(
      (["running", "undoing"] as const).map((state) => insist("orchestra.listRuns", { state, limit: 10 })),
    );
    return open.flat().length === 0;
  }, 60_000);
  expect(await insist("orchestra.listRuns", { state: "stuck", limit: 10 })).to.deep.equal([]);
}
