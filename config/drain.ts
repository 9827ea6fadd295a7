import type { Middleware, ServiceBroker } from "moleculer";

const drains: (() => Promise<void>)[] = [];
let draining = false;

/** True from the first sign that the process is to end: it is then not ready for new requests. */
export const isDraining = () => draining;

/** Registers what has to be finished before any service stops. */
export function onDrain(work: () => Promise<void>): void {
  drains.push(work);
}

/**
 * Finishes what came from outside while every service still answers; only then does the broker stop. Before the stop
 * and not in it: the broker's own tracker of calls comes first there, and while requests come it sees no end of them.
 */
export const drainFirst: Middleware = {
  name: "DrainFirst",
  created(broker: ServiceBroker) {
    const stop = broker.stop.bind(broker);
    const drainAndStop = async () => {
      draining = true;
      await Promise.allSettled(drains.map((work) => work()));
      await stop();
    };
    // A terminal and npm may each send the sign: the second waits for the first.
    let stopped: Promise<void> | undefined;
    broker.stop = () => {
      stopped ??= drainAndStop();
      return stopped;
    };
  },
};
