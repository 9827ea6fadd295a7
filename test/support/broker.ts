import { InProcessBus } from "@seller-orchestra/durable";
import { type BrokerOptions, ServiceBroker, type ServiceSchema } from "moleculer";
import { ulid } from "ulid";
import { natsOptions } from "../../config/nats.ts";
import { NatsInParts } from "../../config/nats-parts.ts";
import { mode } from "../../mixins/core-service.ts";
import { bus } from "../../mixins/messaging/durable-events.ts";
import config from "../../moleculer.config.ts";
import type { Call } from "../../services/contracts.ts";
import { patience } from "./until.ts";

/** Services running in a broker of their own. */
export interface Running {
  call: Call;
  stop(): Promise<void>;
}

/**
 * Starts services as in production, but without metrics, with time for calls on a slow machine, and isolated: brokers in one
 * process do not see each other.
 */
export function startBroker(...services: object[]): Promise<Running> {
  return start({ nodeID: ulid(), namespace: ulid(), transporter: null }, services);
}

/** Starts services without background work: tests decide which worker runs. */
export async function startIdleBroker(...services: object[]): Promise<Running> {
  mode.passive = true;
  try {
    return await startBroker(...services);
  } finally {
    mode.passive = false;
  }
}

/** Joins the running product over NATS as a node without services. */
export function joinBroker(nats = natsOptions()): Promise<Running> {
  return start({ nodeID: ulid(), transporter: new NatsInParts(nats) }, []);
}

const consumers = () => (bus instanceof InProcessBus ? bus.consumers : []);

async function start(options: BrokerOptions, services: object[]): Promise<Running> {
  const requestTimeout = (config.requestTimeout ?? 0) * patience;
  const broker = new ServiceBroker({ ...config, ...options, requestTimeout, metrics: { enabled: false } });
  const before = consumers().length;
  for (const service of services) broker.createService(service as ServiceSchema);
  const own = consumers().slice(before);
  await broker.start();
  return {
    // Invalid parameters throw before there is a promise.
    call: async (name, params, calling) => (await broker.call(name, params, calling)) as never,
    async stop() {
      await broker.stop();
      // The next specs run in this process: none of their events is to wait for services that are gone.
      if (bus instanceof InProcessBus) bus.unsubscribe(own);
    },
  };
}
