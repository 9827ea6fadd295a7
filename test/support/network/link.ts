import { once } from "node:events";
import { connect, createServer, type Server, type Socket } from "node:net";
import { findFreePorts } from "../../../cli/servers/ports.ts";
import { type Conditions, Lane } from "./lane.ts";
import { UnansweredPort } from "./unanswered.ts";

const fair: Conditions = { delayMs: 0, jitterMs: 0, bytesPerSecond: Number.POSITIVE_INFINITY, silent: "none" };

/** One connection over a link. */
interface Passing {
  client: Socket;
  server?: Socket;
  lanes: Lane[];
  /** Nothing arrives over it any more, whatever the link does. */
  isLost: boolean;
}

/** What becomes of a connection that is begun while a link is silent: nobody answers, or it is taken and says nothing. */
export type Connects = "unanswered" | "taken";

/** The network between one client and a server, which a test can make slow, silent in either direction, or break. */
export class Link {
  readonly #passing = new Set<Passing>();
  #to: URL;
  #port = 0;
  #server: Server | undefined;
  #unanswered: UnansweredPort | undefined;
  #conditions = fair;
  readonly #watches = new Set<(passing: Passing, sent: Buffer) => boolean>();

  constructor(url: string) {
    this.#to = new URL(url);
  }

  /** The URL over this link, the same each time it is opened. */
  async open(): Promise<string> {
    if (this.#port === 0) [this.#port = 0] = await findFreePorts(1);
    await this.#listen();
    const url = new URL(this.#to);
    url.host = `127.0.0.1:${this.#port}`;
    return url.href;
  }

  /** Leads the next connections to another server, as a name does; those that are there stay. */
  lead(url: string): void {
    this.#to = new URL(url);
  }

  /** Makes everything late, or the link narrow. */
  slow(conditions: Partial<Omit<Conditions, "silent">>): void {
    this.#conditions = { ...this.#conditions, ...conditions };
  }

  /** Holds what is sent; neither side is notified. */
  async silence(silent: Conditions["silent"] = "both", connects: Connects = "unanswered"): Promise<void> {
    this.#conditions = { ...this.#conditions, silent };
    if (connects === "taken" || this.#unanswered) return;
    this.#stopListening();
    this.#unanswered = await UnansweredPort.open(this.#port);
  }

  /**
   * The link is as it was. What was held arrives now, as TCP sends it again; with `lost` the connections of before stay
   * silent for ever, as when a router has forgotten them.
   */
  async heal({ lost = false } = {}): Promise<void> {
    const wasSilent = this.#conditions.silent !== "none";
    if (wasSilent && lost) for (const each of this.#passing) each.isLost = true;
    this.#conditions = fair;
    for (const { lanes } of this.#passing) for (const lane of lanes) lane.pass();
    await this.#unanswered?.close();
    if (this.#unanswered) await this.#listen();
    this.#unanswered = undefined;
  }

  /** Resets the connections that are there: now, or in the middle of the next piece. */
  reset({ inPiece = false } = {}): void {
    for (const { client, server, lanes } of this.#passing) {
      if (inPiece) for (const lane of lanes) lane.cut();
      else for (const socket of [client, server]) socket?.resetAndDestroy();
    }
  }

  /**
   * The next request in which this is found is carried out, and nothing arrives on its connection any more. With `after`,
   * only where the connection has sent that before, and not this since.
   */
  loseAnswerTo(text: string, after = ""): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const ready = new WeakSet<Passing>();
    const isIt = (passing: Passing, sent: Buffer) => {
      if (after === "" || sent.includes(after)) ready.add(passing);
      if (!sent.includes(text) || !ready.delete(passing)) return false;
      this.#watches.delete(isIt);
      resolve();
      return true;
    };
    this.#watches.add(isIt);
    return promise;
  }

  /** Takes no connection any more, and ends those that are there, as when the server dies. */
  shut(): void {
    this.#stopListening();
    for (const { client, server } of this.#passing) for (const socket of [client, server]) socket?.destroy();
    void this.#unanswered?.close();
  }

  async #listen(): Promise<void> {
    this.#server = createServer({ allowHalfOpen: true, noDelay: true }, (client) => this.#take(client));
    this.#server.listen(this.#port, "127.0.0.1");
    await once(this.#server, "listening");
  }

  #stopListening(): void {
    this.#server?.close();
    this.#server = undefined;
  }

  #take(client: Socket): void {
    const passing: Passing = { client, lanes: [], isLost: false };
    this.#passing.add(passing);
    client.on("error", () => undefined);
    // Nothing has reached the server, so it knows of nobody. The client gets no answer, now or later.
    if (this.#conditions.silent !== "none") {
      passing.isLost = true;
      client.once("close", () => this.#passing.delete(passing));
      client.resume();
      return;
    }
    const server = connect({
      host: this.#to.hostname,
      port: Number(this.#to.port),
      allowHalfOpen: true,
      noDelay: true,
    });
    server.on("error", () => client.resetAndDestroy());
    passing.server = server;
    passing.lanes = this.#lanesOf(passing, client, server);
    const closed = () => {
      if (client.destroyed && server.destroyed) this.#passing.delete(passing);
    };
    for (const socket of [client, server]) socket.once("close", closed);
  }

  #lanesOf(passing: Passing, client: Socket, server: Socket): Lane[] {
    const conditions = () => this.#conditions;
    const isSilent = (direction: "requests" | "answers") => () =>
      passing.isLost || ["both", direction].includes(this.#conditions.silent);
    let answerIsLost = false;
    client.on("data", (sent) => {
      for (const isIt of this.#watches) answerIsLost ||= isIt(passing, sent);
    });
    return [
      new Lane(client, server, conditions, isSilent("requests")),
      new Lane(server, client, conditions, () => answerIsLost || isSilent("answers")()),
    ];
  }
}
