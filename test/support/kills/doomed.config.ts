import { writeSync } from "node:fs";
import type { BrokerOptions, Middleware, ServiceBroker } from "moleculer";
import config from "../../../moleculer.config.ts";

// The product's own configuration, for a process that kills itself at the first boundary of DIE_AT that it comes to:
// `payments.refund:asked` before the call leaves, `:answered` when its answer is there and nothing has been made of it,
// `:taken` before the action runs, `:done` when it has committed and its answer has not left.
const { DIE_AT = "", SERVICES, TIMING } = process.env;
const boundaries = new Set(DIE_AT.split(","));

// With TIMING=short a death is noticed, and what it left is taken over, in a second and not in three.
const isShort = TIMING === "short";
if (isShort && SERVICES === "orchestra") {
  const { engineTiming } = await import("@seller-orchestra/durable");
  Object.assign(engineTiming, { lease: 1_000, poll: 200, maxBackoff: 1_000 });
}

function die(boundary: string): Promise<never> {
  // Read by the test from the log, in the words of an end.
  writeSync(1, `ended (at ${boundary})\n`);
  process.kill(process.pid, "SIGKILL");
  // Nothing happens any more until the signal is there.
  return new Promise<never>(() => undefined);
}

const doomed: Middleware = {
  name: "Doomed",
  created(broker: ServiceBroker) {
    const call = broker.call.bind(broker) as (name: string, params: unknown, options: unknown) => Promise<unknown>;
    const called = async (name: string, params: unknown, options: unknown) => {
      if (boundaries.has(`${name}:asked`)) return die(`${name}:asked`);
      const answer = await call(name, params, options);
      return boundaries.has(`${name}:answered`) ? die(`${name}:answered`) : answer;
    };
    broker.call = called as typeof broker.call;
  },
  localAction(next, { name }) {
    const [taken, done] = [`${name}:taken`, `${name}:done`];
    if (!boundaries.has(taken) && !boundaries.has(done)) return next;
    return async function doomed(ctx) {
      if (boundaries.has(taken)) return die(taken);
      await next.call(this, ctx);
      return die(done);
    };
  },
};

const options: BrokerOptions = {
  ...config,
  ...(isShort ? { heartbeatInterval: 0.3, heartbeatTimeout: 1.2 } : {}),
  middlewares: [...(config.middlewares ?? []), doomed],
};

export default options;
