import { expect } from "chai";
import type { LoadActions } from "./load-actions.ts";
import { makeProcess } from "./load-process.ts";
import { until } from "./until.ts";

/** Starts one more process of a service that dies at a boundary of a step, and waits for its death. */
export async function dieAt(plan: string, where: NodeJS.ProcessEnv): Promise<void> {
  const [service = "", DIE_AT] = plan.split(" ");
  const mortal = await makeProcess({ ...where, SERVICES: service, DIE_AT }, "test/support/dying.config.ts");
  mortal.start();
  // Some boundaries are come to by one deed of several, dealt to one process of several.
  await until(() => mortal.ends.length > 0, 240_000).catch(() => {
    throw new Error(`Nothing came to ${plan}.`);
  });
  expect(mortal.ends, plan).to.deep.equal(["ended (SIGKILL)"]);
}

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

/** The same things in another order. */
export function shuffled<T>(items: T[]): T[] {
  return items
    .map((item) => [Math.random(), item] as const)
    .sort(([a], [b]) => a - b)
    .map(([, item]) => item);
}
