import type { Middleware, ServiceBroker } from "moleculer";

const drains: (() => Promise<void>)[] = [];
let draining = false;

/** True from the first signal to stop: the process is then not ready for new requests. */
export const isDraining = () => draining;

/** Registers work to finish before any service stops. */
export function onDrain(work: () => Promise<void>): void {
  drains.push(work);
}

/**
 * Finishes requests of clients while every service still answers, and only then stops the broker. Not in a `stopping`
 * hook: the broker's own tracker of calls would run first, and would not end while requests arrive.
 */
export const drainFirst: Middleware = {
  name: "DrainFirst",
  created(broker: ServiceBroker) {
    draining = false;
    const stop = broker.stop.bind(broker);
    const drainAndStop = async () => {
      draining = true;
      await Promise.allSettled(drains.map((work) => work()));
      await stop();
    };
    // A terminal and npm may each send the signal: the second call waits for the first.
    let stopped: Promise<void> | undefined;
    broker.stop = () => {
      stopped ??= drainAndStop();
      return stopped;
    };
  },
};
