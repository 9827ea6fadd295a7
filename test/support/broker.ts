import { ServiceBroker, type ServiceSchema } from "moleculer";
import { ulid } from "ulid";
import config from "../../moleculer.config.ts";
import type { Call } from "../../services/contracts.ts";

/** Services running in a broker of their own. */
export interface Running {
  call: Call;
  stop(): Promise<void>;
}

/** Starts services as they run in production, but for metrics. */
export async function startBroker(...services: object[]): Promise<Running> {
  // Several may run in one process, and none of them shall find another's services over NATS.
  const alone = { nodeID: ulid(), namespace: ulid(), transporter: null };
  const broker = new ServiceBroker({ ...config, ...alone, metrics: { enabled: false } });
  for (const service of services) broker.createService(service as ServiceSchema);
  await broker.start();
  return { call: (name, params, options) => broker.call(name, params, options) as never, stop: () => broker.stop() };
}
