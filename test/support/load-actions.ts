import { hostname } from "node:os";
import { ServiceBroker } from "moleculer";
import { natsOptions } from "../../config/nats.ts";
import { NatsInParts } from "../../config/nats-parts.ts";
import config from "../../moleculer.config.ts";
import type { ActionName, ActionParams, ActionResult } from "../../services/contracts.ts";
import { until } from "./until.ts";

/** Calls actions of a running cluster, and retries with the same key what an injected fault has failed. */
export interface LoadActions {
  insist<Name extends ActionName>(name: Name, params: ActionParams<Name>): Promise<ActionResult<Name>>;
  /** Waits until the process with this id answers a call itself. */
  untilAnswers<Name extends ActionName>(pid: number | undefined, name: Name, params: ActionParams<Name>): Promise<void>;
  stop(): Promise<void>;
}

/** Joins a cluster as a node without services. */
export async function joinCluster(natsUrl: string): Promise<LoadActions> {
  const transporter = new NatsInParts(natsOptions(natsUrl));
  const node = { nodeID: `load-${process.pid}-${Date.now()}`, logger: false as const, metrics: { enabled: false } };
  const broker = new ServiceBroker({ ...config, ...node, transporter, middlewares: [] });
  await broker.start();
  return {
    async insist(name, params) {
      let refusal: unknown;
      const answer = await until(
        () =>
          broker.call(name, params).then(
            (result) => ({ result }),
            (error: { code?: unknown }) => {
              const refused = typeof error.code === "number" && error.code >= 400 && error.code < 500;
              if (refused && !/^SERVICE_|^REQUEST_/.test(String((error as { type?: string }).type))) refusal = error;
              return refusal ? { result: undefined } : undefined;
            },
          ),
        120_000,
      );
      if (refusal) throw refusal;
      return answer.result as never;
    },
    async untilAnswers(pid, name, params) {
      const options = { nodeID: `${hostname()}-${pid}`, timeout: 1_000, retries: 0 };
      await until(() => broker.call(name, params, options).catch(() => undefined), 60_000);
    },
    stop: () => broker.stop(),
  };
}
