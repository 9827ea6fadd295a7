import { connect } from "node:net";

interface Host {
  host: string;
  port: number;
}

const probeMs = 1_000;

/** The hosts of `DATABASE_URL`: connections go to the first that answers, and stay with it until it does not. */
export class DatabaseHosts {
  readonly #hosts: readonly Host[];
  #current = 0;

  constructor(urls: readonly string[]) {
    this.#hosts = urls
      .map((each) => new URL(each))
      .map(({ hostname, port }) => ({ host: hostname, port: Number(port) || 3306 }));
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
