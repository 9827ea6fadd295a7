import { setTimeout as wait } from "node:timers/promises";
import { withDeadline } from "@seller-orchestra/durable";
import { type CallingOptions, Errors, type Middleware, type ServiceBroker } from "moleculer";

const checkMs = 500;

// Pauses before a call is made again that found no process of its service. They are shorter than a request's deadline.
const pausesMs = [100, 200, 400, 800];

/** Makes a call again that found no process of its service: the framework retries only what a service answers. */
export const callAgain: Middleware = {
  name: "CallAgain",
  created(broker: ServiceBroker) {
    // In one process there is nobody to wait for.
    if (!broker.options.transporter) return;
    const call = broker.call.bind(broker) as (name: string, params: unknown, options: CallingOptions) => Called;
    const again = (name: string, params: unknown, options: CallingOptions = {}): Called => {
      if (options.ctx || options.retries === 0) return call(name, params, options);
      let last = call(name, params, options);
      const answer: Called = untilKnown(
        () => last,
        () => {
          last = call(name, params, options);
        },
      );
      // The caller takes the meta data of an answer from here.
      return Object.defineProperty(answer, "ctx", { get: () => last.ctx });
    };
    broker.call = again as typeof broker.call;
  },
};

/** What a call of the framework returns. */
type Called = Promise<unknown> & { ctx?: unknown };

async function untilKnown(current: () => Called, repeat: () => void): Promise<unknown> {
  for (const pause of pausesMs) {
    try {
      return await current();
    } catch (error) {
      if (!isNowhere(error)) throw error;
      await wait(pause);
      repeat();
    }
  }
  return current();
}

/** Detects lost nodes in time, and ends the calls that they will never answer. */
export const detectLostNodes: Middleware = {
  name: "DetectLostNodes",
  // For each heartbeat the framework asks the machine three times, 100 ms apart, what all of its processors do, and sends
  // it only then. Nobody reads that here.
  created(broker) {
    broker.getCpuUsage = async () => ({ avg: 0 });
  },
  // The framework checks heartbeats only once in `heartbeatTimeout`, so detection could take 6 s, and calls would time
  // out before they are rejected and retried on another node.
  async started(broker) {
    const discoverer = broker.registry?.discoverer as { checkRemoteNodes(): void } | undefined;
    if (!discoverer) return;
    const check = discoverer.checkRemoteNodes.bind(discoverer);
    let ticked = performance.now();
    let passedOver = false;
    // A process that was held up itself has not read the heartbeats that wait for it, and would take all nodes for lost.
    // One round of it is left out.
    const isLate = () => !passedOver && performance.now() - ticked > 2 * checkMs;
    discoverer.checkRemoteNodes = () => {
      if (!isLate()) check();
    };
    setInterval(() => {
      const late = isLate();
      discoverer.checkRemoteNodes();
      // After what came meanwhile was read.
      setImmediate(() => {
        ticked = performance.now();
        passedOver = late;
      });
    }, checkMs).unref();
  },
  // The framework never settles a call that timed out, and its tracker would wait for it at every stop.
  remoteAction(next, action) {
    return function settled(ctx) {
      const { timeout } = ctx.options;
      if (!timeout) return next.call(this, ctx);
      const late = () => new Errors.RequestTimeoutError({ action: action.name ?? "", nodeID: ctx.nodeID ?? "" });
      // After the framework's own time-out, which answers the caller.
      return withDeadline(next.call(this, ctx), timeout + 50, late);
    };
  },
};

const isNowhere = (error: unknown) =>
  ["SERVICE_NOT_FOUND", "SERVICE_NOT_AVAILABLE"].includes(String((error as { type?: unknown } | null)?.type));
