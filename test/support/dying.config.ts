import type { BrokerOptions, Middleware, ServiceBroker } from "moleculer";
import config from "../../moleculer.config.ts";

// The product's own configuration, for a process that kills itself at one boundary of one step:
// `payments.refund:asked` before the call leaves, `:answered` when its answer is there and nothing has been made of it,
// `:taken` before the action runs, `:done` when it has committed and its answer has not left.
const [action, boundary] = (process.env.DIE_AT ?? "").split(":");

const die = () => process.kill(process.pid, "SIGKILL");

// Never resolves: nothing happens any more until the signal is there.
const nothingMore = new Promise<never>(() => undefined);

const dying: Middleware = {
  name: "Dying",
  created(broker: ServiceBroker) {
    if (boundary !== "asked" && boundary !== "answered") return;
    const call = broker.call.bind(broker) as (name: string, params: unknown, options: unknown) => Promise<unknown>;
    const called = async (name: string, params: unknown, options: unknown) => {
      if (name !== action) return call(name, params, options);
      if (boundary === "answered") await call(name, params, options);
      die();
      return nothingMore;
    };
    broker.call = called as typeof broker.call;
  },
  localAction(next, { name }) {
    if (name !== action || (boundary !== "taken" && boundary !== "done")) return next;
    return async function done(ctx) {
      if (boundary === "done") await next.call(this, ctx);
      die();
      return nothingMore;
    };
  },
};

const options: BrokerOptions = { ...config, middlewares: [...(config.middlewares ?? []), dying] };

export default options;
