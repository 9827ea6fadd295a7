import type { ActionName, ActionParams, ActionResult } from "../../../services/contracts.ts";
import type { Product } from "./product.ts";

/** Calls actions of the running product, as a service above them would. */
export interface Actions {
  call<Name extends ActionName>(name: Name, params: ActionParams<Name>): Promise<ActionResult<Name>>;
  stop(): Promise<void>;
}

/** Over NATS to the product's own processes; without it by services of the command line's kind on the product's data. */
export async function actionsOf(product: Product): Promise<Actions> {
  return product.profile === "distributed" ? overNats() : onItsData();
}

async function overNats(): Promise<Actions> {
  const { joinBroker } = await import("../broker.ts");
  return joinBroker();
}

async function onItsData(): Promise<Actions> {
  const { closeServices, withServices } = await import("../../../cli/commands/runtime.ts");
  const stopped = Promise.withResolvers<void>();
  const started = Promise.withResolvers<Actions["call"]>();
  const services = ["stores", "auth", "customers", "orders", "payments", "inventory", "audit", "notifications"];
  services.push("loyalty", "media", "orchestra", "webhooks");
  // What is announced waits in the outbox until the product's own relay looks there, once a second.
  const ended = withServices(services, async (house) => {
    started.resolve(house.call);
    await stopped.promise;
  });
  ended.catch(started.reject);
  return {
    call: await started.promise,
    async stop() {
      stopped.resolve();
      await ended;
      await closeServices();
    },
  };
}
