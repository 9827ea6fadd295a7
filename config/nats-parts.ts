import { Transporters } from "moleculer";
import { Events, headers, type Msg, type NatsConnection } from "nats";
import { engineFails, engineServes, sentenceOf } from "./engine-problems.ts";

/** The largest message that is put together from parts. */
export const largestMessage = 64 * 1024 * 1024;

// What NATS counts beside a part itself: its headers.
const partOverhead = 512;
const forgetAfterMs = 30_000;

interface Collected {
  parts: (Uint8Array | undefined)[];
  missing: number;
  timer: NodeJS.Timeout;
}

/** Splits what is larger than the server's `max_payload` into parts, and puts such parts together again. */
export class Parts {
  readonly #collected = new Map<string, Collected>();
  #last = 0;

  /** Publishes data in one message, or in as many as the server's limit asks for; in order, as NATS keeps it. */
  publish(client: NatsConnection, topic: string, data: Uint8Array): void {
    const limit = client.info?.max_payload ?? 1024 * 1024;
    if (data.length <= limit) {
      client.publish(topic, data);
      return;
    }
    if (data.length > largestMessage) throw new Error(`A message of ${data.length} bytes is above ${largestMessage}.`);
    const size = Math.max(limit - partOverhead, 1);
    const count = Math.ceil(data.length / size);
    this.#last += 1;
    const id = `${client.info?.client_id}.${process.pid}.${this.#last}.${Date.now()}`;
    for (let index = 0; index < count; index++) {
      const of = headers();
      of.set("Part", `${id} ${index} ${count}`);
      client.publish(topic, data.subarray(index * size, (index + 1) * size), { headers: of });
    }
  }

  /** The data of a message; undefined for a part while others are missing. */
  take({ headers, data }: Msg): Buffer | undefined {
    const part = headers?.get("Part");
    if (!part) return Buffer.from(data);
    const [id = "", index, count] = part.split(" ");
    const known = this.#collected.get(id) ?? this.#begin(id, Number(count));
    if (known.parts[Number(index)] === undefined) known.missing -= 1;
    known.parts[Number(index)] = data;
    if (known.missing > 0) return undefined;
    this.#forget(id);
    return Buffer.concat(known.parts.map((each) => each ?? new Uint8Array()));
  }

  // The sender may die before its last part; whoever waits for the message has its own deadline.
  #begin(id: string, count: number): Collected {
    const timer = setTimeout(() => this.#forget(id), forgetAfterMs).unref();
    const collected = { parts: Array.from<undefined>({ length: count }), missing: count, timer };
    this.#collected.set(id, collected);
    return collected;
  }

  #forget(id: string): void {
    clearTimeout(this.#collected.get(id)?.timer);
    this.#collected.delete(id);
  }
}

let isCut = false;

/** True while this process has lost NATS: it can call no other process, and none calls it. */
export const isCutFromNats = (): boolean => isCut;

/** Moleculer's transporter over NATS, without a limit of the server on how large a request or an answer may be. */
export class NatsInParts extends Transporters.NATS {
  readonly #parts = new Parts();

  override async connect(): Promise<void> {
    await super.connect();
    void this.#follow(this.client as NatsConnection);
  }

  // The framework is notified of the end of a connection alone, and this one never ends: the client connects anew.
  async #follow(client: NatsConnection): Promise<void> {
    for await (const { type } of client.status()) {
      if (type !== Events.Disconnect && type !== Events.Reconnect) continue;
      isCut = type === Events.Disconnect;
      if (isCut) engineFails("nats", "does not answer");
      else engineServes("nats");
    }
  }

  override async subscribe(cmd: string, nodeID?: string): Promise<void> {
    const client = this.client as NatsConnection;
    client.subscribe(this.getTopicName(cmd, nodeID), {
      callback: (error, message) => {
        if (error) return engineFails("nats", sentenceOf(error));
        const data = this.#parts.take(message);
        if (data) this.receive(cmd, data);
      },
    });
  }

  override async send(topic: string, data: Buffer): Promise<void> {
    const client = this.client as NatsConnection | null;
    if (client) this.#parts.publish(client, topic, data);
  }
}
