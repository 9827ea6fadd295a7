import { setTimeout as wait } from "node:timers/promises";
import type { Middleware } from "moleculer";
import { tryDatabase } from "./database.ts";
import { databaseName, type EngineName, engineFails, engineServes, sentenceOf } from "./engine-problems.ts";
import { env, plainError } from "./env.ts";
import { tryNats } from "./nats-probe.ts";
import { shardNumbers } from "./shards.ts";

const patienceMs = 60_000;
const pauseMs = 500;

/**
 * Waits for the engines that nothing works without before any service starts: up to a minute, as one that starts beside
 * this process may take. Then the start ends with a sentence that says which one, and why.
 */
export const awaitEngines: Middleware = {
  name: "AwaitEngines",
  async starting() {
    if (env.DATABASE_URL) await untilOneServes();
    if (env.NATS_URL) await untilServes("nats", "NATS_URL", tryNats);
  },
};

// One shard that is away keeps nobody from the stores of the others.
async function untilOneServes(): Promise<void> {
  const attempts = shardNumbers.map((shard) =>
    untilServes(databaseName(shard), shard === 0 ? "DATABASE_URL" : `SHARDS, ${shard}`, () => tryDatabase(shard)),
  );
  await Promise.any(attempts).catch(({ errors: [first] }: AggregateError) => {
    throw first;
  });
}

async function untilServes(engine: EngineName, variable: string, attempt: () => Promise<void>): Promise<void> {
  for (const deadline = Date.now() + patienceMs; ; await wait(pauseMs)) {
    try {
      await attempt();
      engineServes(engine);
      return;
    } catch (error) {
      const sentence = sentenceOf(error);
      engineFails(engine, sentence);
      if (Date.now() > deadline)
        throw plainError(`${variable}: the server ${sentence}. It was waited for ${patienceMs / 1_000} seconds.`);
    }
  }
}
