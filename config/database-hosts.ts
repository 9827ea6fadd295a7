import { connect, type Socket } from "node:net";

/** An address of `DATABASE_URL`. */
export interface Host {
  host: string;
  port: number;
}

/** A connection of mysql2, of which this file needs the socket. */
export interface Connection {
  stream: Socket;
}

const probeMs = 1_000;
const watchMs = 1_000;
// A server counts a look as a failed connection, and refuses a machine with a hundred of them in a row.
const longestPause = 300;

/** The connections to one address of a server, and what was last seen of them. */
interface Watched extends Host {
  from: Host;
  sockets: Set<Socket>;
  /** What had come from there at the last look. */
  read: number;
  /** Looks until silence is looked into again, and for how many after that. */
  wait: number;
  pause: number;
}

/**
 * The host of `DATABASE_URL`, or several: connections go to the first that answers, and stay with it until it does not.
 * Connections to an address that is cut off are ended: TCP alone would wait for many minutes, with every statement on
 * them, also where the host's name already leads to another server.
 */
export class DatabaseHosts {
  readonly #hosts: readonly Host[];
  readonly #watched = new Map<string, Watched>();
  #current = 0;

  constructor(urls: readonly string[]) {
    this.#hosts = urls
      .map((each) => new URL(each))
      .map(({ hostname, port }) => ({ host: hostname, port: Number(port) || 3306 }));
    setInterval(() => void this.look(), watchMs).unref();
  }

  get areMany(): boolean {
    return this.#hosts.length > 1;
  }

  /** Says where the next connection goes: to the current host, or the next one that takes a connection. */
  async choose(): Promise<Host> {
    for (let tried = 1; tried < this.#hosts.length; tried++) {
      const host = this.#now();
      if (await accepts(host)) break;
      this.leave(host);
    }
    return this.#now();
  }

  /** A host cannot serve: the next one is chosen, unless another connection to it said so before. */
  leave({ host, port }: Host): void {
    const now = this.#now();
    if (now.host === host && now.port === port) this.#current = (this.#current + 1) % this.#hosts.length;
  }

  /** Watches over a connection until it ends. */
  keep({ stream }: Connection): void {
    const { remoteAddress: host, remotePort: port } = stream;
    if (!host || !port) return;
    const key = `${host} ${port}`;
    const known = this.#watched.get(key) ?? { host, port, from: this.#now(), sockets: new Set(), read: 0, ...soon };
    this.#watched.set(key, known);
    known.sockets.add(stream);
    stream.once("close", () => {
      known.sockets.delete(stream);
      if (known.sockets.size === 0 && this.#watched.get(key) === known) this.#watched.delete(key);
    });
  }

  /** Looks whether the addresses from which nothing has come since the last look still take connections. */
  async look(): Promise<void> {
    await Promise.all([...this.#watched.values()].filter(isSilent).map((each) => this.#probe(each)));
  }

  async #probe(watched: Watched): Promise<void> {
    if ((await accepts(watched)) || (await accepts(watched))) return;
    this.leave(watched.from);
    for (const socket of watched.sockets)
      socket.destroy(Object.assign(new Error(`${watched.host} is cut off.`), { code: "ETIMEDOUT" }));
  }

  #now(): Host {
    return this.#hosts[this.#current] as Host;
  }
}

const soon = { wait: 0, pause: 1 };

/** Whether nothing has come from an address for so long that it is looked into. */
function isSilent(watched: Watched): boolean {
  const read = [...watched.sockets].reduce((sum, { bytesRead }) => sum + bytesRead, 0);
  const hasSpoken = read !== watched.read;
  watched.read = read;
  if (hasSpoken) Object.assign(watched, soon);
  if (hasSpoken || watched.wait-- > 0) return false;
  watched.wait = watched.pause;
  watched.pause = Math.min(2 * watched.pause, longestPause);
  return true;
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
