import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import { Worker } from "node:worker_threads";

// A thread that listens and then stands still. What fills its queue is all that the system takes for it.
const standsStill = `
  const { workerData: port, parentPort } = require("node:worker_threads");
  require("node:net").createServer().listen({ port, host: "127.0.0.1", backlog: 1 }, () => {
    parentPort.postMessage("listening");
    setImmediate(() => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0));
  });`;
const queueLength = 2;
const placeMs = 500;

/** A port where connections are neither taken nor refused, as behind a firewall that drops them. */
export class UnansweredPort {
  readonly #worker: Worker;
  readonly #queued: Socket[] = [];

  private constructor(port: number) {
    this.#worker = new Worker(standsStill, { eval: true, workerData: port });
  }

  static async open(port: number): Promise<UnansweredPort> {
    const opened = new UnansweredPort(port);
    await once(opened.#worker, "message");
    for (let count = 0; count < queueLength; count++) {
      const socket = connect(port, "127.0.0.1").on("error", () => undefined);
      opened.#queued.push(socket);
      // Where somebody else has the place in the queue already, it never connects.
      await Promise.race([once(socket, "connect"), wait(placeMs)]);
    }
    return opened;
  }

  async close(): Promise<void> {
    for (const socket of this.#queued) socket.destroy();
    await this.#worker.terminate();
  }
}
