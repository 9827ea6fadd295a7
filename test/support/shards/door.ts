import { once } from "node:events";
import { type AddressInfo, createServer, connect as open, type Server, type Socket } from "node:net";

/** The way to a server, which a test can shut: its connections end, and no other is taken, as when its server dies. */
export class Door {
  #to: URL;
  readonly #sockets = new Set<Socket>();
  #server: Server | undefined;
  #port = 0;
  #isStuck = false;

  constructor(url: string) {
    this.#to = new URL(url);
  }

  /** The URL through the door, the same each time it is opened. */
  async open(): Promise<string> {
    this.#server = createServer((socket) => this.#pass(socket));
    this.#server.listen(this.#port, "127.0.0.1");
    await once(this.#server, "listening");
    this.#port = (this.#server.address() as AddressInfo).port;
    const url = new URL(this.#to);
    url.host = `127.0.0.1:${this.#port}`;
    return url.href;
  }

  /** Passes nothing on any more, and says nothing, as when the host is cut off; `false` lets the next connections through. */
  stick(stuck = true): void {
    this.#isStuck = stuck;
    if (stuck) for (const socket of this.#sockets) socket.unpipe().pause();
  }

  /** Leads the next connections to another server, as a name does; those that are there stay. */
  lead(url: string): void {
    this.#to = new URL(url);
  }

  shut(): void {
    this.#server?.close();
    for (const socket of this.#sockets) socket.destroy();
  }

  #pass(socket: Socket): void {
    if (this.#isStuck) {
      this.#sockets.add(socket.on("error", () => undefined));
      return;
    }
    const other = open({ host: this.#to.hostname, port: Number(this.#to.port) });
    for (const [one, end] of [
      [socket, other],
      [other, socket],
    ] as const) {
      this.#sockets.add(one);
      one.setNoDelay(true);
      one.on("error", () => undefined);
      one.once("close", () => {
        this.#sockets.delete(one);
        end.destroy();
      });
    }
    socket.pipe(other).pipe(socket);
  }
}
