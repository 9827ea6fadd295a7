import { connect, type Socket } from "node:net";

interface Host {
  host: string;
  port: number;
}

/** A connection of mysql2, of which this file needs the socket. */
export interface Connection {
  stream: Socket;
}

const probeMs = 1_000;
const watchMs = 1_000;

/** The hosts of `DATABASE_URL`: connections go to the first that answers, and stay with it until it does not. */
export class DatabaseHosts {
  readonly #hosts: readonly Host[];
  readonly #sockets = new Map<Socket, Host>();
  #current = 0;

  constructor(urls: readonly string[]) {
    this.#hosts = urls
      .map((each) => new URL(each))
      .map(({ hostname, port }) => ({ host: hostname, port: Number(port) || 3306 }));
    if (this.areMany) setInterval(() => void this.#look(), watchMs).unref();
  }

  get areMany(): boolean {
    return this.#hosts.length > 1;
  }

  /** Says where the next connection goes: to the current host, or the next one that takes a connection. */
  async choose(): Promise<Host> {
    for (let tried = 1; tried < this.#hosts.length && !(await accepts(this.#now())); tried++) this.moveOn();
    return this.#now();
  }

  /** The current host cannot serve. */
  moveOn(): void {
    this.#current = (this.#current + 1) % this.#hosts.length;
  }

  /** Ends a connection when its host is cut off: TCP alone would wait for many minutes, with every statement on it. */
  keep({ stream }: Connection): void {
    this.#sockets.set(stream, this.#now());
    stream.once("close", () => this.#sockets.delete(stream));
  }

  async #look(): Promise<void> {
    const host = this.#now();
    if (this.#sockets.size === 0 || (await accepts(host)) || (await accepts(host)) || host !== this.#now()) return;
    this.moveOn();
    for (const [socket, to] of this.#sockets)
      if (to === host) socket.destroy(Object.assign(new Error(`${host.host} is cut off.`), { code: "ETIMEDOUT" }));
  }

  #now(): Host {
    return this.#hosts[this.#current] as Host;
  }
}

/**
 * True when a server answers, and refuses all or all writes until another one says so: a Galera node without its quorum,
 * or a replica. Another host may serve.
 */
export const refusesToServe = (code: string): boolean =>
  /^ER_(UNKNOWN_COM_ERROR|OPTION_PREVENTS_STATEMENT|READ_ONLY_MODE|WSREP_.*|LOCAL_NODE_.*)$/.test(code);

function accepts({ host, port }: Host): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: probeMs });
    const say = (answer: boolean) => () => {
      socket.destroy();
      resolve(answer);
    };
    socket.once("connect", say(true)).once("error", say(false)).once("timeout", say(false));
  });
}
