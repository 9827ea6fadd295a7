import { expect } from "chai";
import type { Cluster } from "../../../cli/cluster/cluster.ts";
import { makeProcess } from "../load-process.ts";
import { until } from "../until.ts";

/** What a process of its own needs to be one of a cluster's. */
export const placeOf = ({ servers, databaseUrl }: Cluster): NodeJS.ProcessEnv => ({
  NATS_URL: servers.natsUrl,
  REDIS_URL: servers.redisUrl,
  DATABASE_URL: databaseUrl,
});

/** Starts one more process of a service that dies at a boundary, `inventory inventory.reserve:done`, and waits for its death. */
export async function dieAt(plan: string, where: NodeJS.ProcessEnv): Promise<void> {
  const mortal = await startMortal(plan, where);
  await until(() => mortal.ends.length > 0, 120_000).catch(() => {
    throw new Error(`Nothing came to ${plan}.`);
  });
  expect(mortal.ends, plan).to.deep.equal(["ended (SIGKILL)"]);
}

/** Starts one more process of a service that will die at a boundary. */
export async function startMortal(plan: string, where: NodeJS.ProcessEnv) {
  const [SERVICES = "", DIE_AT] = plan.split(" ");
  const mortal = await makeProcess({ ...where, SERVICES, DIE_AT }, "test/support/dying.config.ts");
  mortal.start();
  return mortal;
}
