import { InProcessBus } from "@seller-orchestra/durable";
import { type BrokerOptions, ServiceBroker, type ServiceSchema } from "moleculer";
import { ulid } from "ulid";
import { natsOptions } from "../../config/nats.ts";
import { NatsInParts } from "../../config/nats-parts.ts";
import { mode } from "../../mixins/core-service.ts";
import { bus } from "../../mixins/messaging/durable-events.ts";
import config from "../../moleculer.config.ts";
import type { Call } from "../../services/contracts.ts";

/** Services running in a broker of their own. */
export interface Running {
  call: Call;
  stop(): Promise<void>;
}

/** Starts services as they run in production, but for metrics and alone: several may run in one process, and none finds another's. */
export function startBroker(...services: object[]): Promise<Running> {
  return start({ nodeID: ulid(), namespace: ulid(), transporter: null }, services);
}

/** Starts services that answer calls and do nothing of their own: tests decide who works. */
export async function startIdleBroker(...services: object[]): Promise<Running> {
  mode.passive = true;
  try {
    return await startBroker(...services);
  } finally {
    mode.passive = false;
  }
}

/** Joins the services of the running product over NATS, with none of its own. */
export function joinBroker(nats = natsOptions()): Promise<Running> {
  return start({ nodeID: ulid(), transporter: new NatsInParts(nats) }, []);
}

const consumers = () => (bus instanceof InProcessBus ? bus.consumers : []);

async function start(options: BrokerOptions, services: object[]): Promise<Running> {
  const broker = new ServiceBroker({ ...config, ...options, metrics: { enabled: false } });
  const before = consumers().length;
  for (const service of services) broker.createService(service as ServiceSchema);
  const own = consumers().slice(before);
  await broker.start();
  return {
    call: (name, params, calling) => broker.call(name, params, calling) as never,
    async stop() {
      await broker.stop();
      // The next specs run in this process: none of their events is to wait for services that are gone.
      if (bus instanceof InProcessBus) bus.unsubscribe(own);
    },
  };
}
