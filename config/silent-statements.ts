import { setTimeout as wait } from "node:timers/promises";
import { driverCode, withDeadline } from "@seller-orchestra/durable";
import type { Connection, Host } from "./database-hosts.ts";

/** A connection of mysql2; `_command` is what it waits for the answer of. */
export interface Session extends Connection {
  _command?: unknown;
  destroy(): void;
  promise(): { query(sql: string): Promise<[rows: unknown, fields: unknown]> };
}

/** What a connection waits for, if for anything, and for how many looks nothing has come. */
interface Waiting {
  host: Host;
  /** The session as the server knows it. */
  server?: string;
  id?: number;
  statement?: unknown;
  read: number;
  looks: number;
  askAt: number;
}

const lookMs = 1_000;
// So many looks without a byte, and the server is asked; while it says that it works, ever more seldom.
const firstLooks = 2;
const longestPause = 60;
const answerMs = 3_000;
const mostUnanswered = 2;
// An answer that was on its way while the server was asked has this time at least.
const graceMs = 250;

const identity = "SELECT CONCAT(@@hostname, ' ', @@port) AS server, CONNECTION_ID() AS id";

/**
 * Ends connections whose statement is answered no more: its answer, or the statement itself, was lost on the way, or the
 * server takes connections and serves nobody. TCP would wait for many minutes or for ever, and the pool has few connections.
 * A statement may take long, so time alone does not tell: the server is asked, over a connection of its own, whether
 * it is at work for the session.
 */
export class SilentStatements {
  readonly #waiting = new Map<Session, Waiting>();
  readonly #open: (host: Host) => Promise<Session>;
  readonly #leave: (host: Host) => void;
  readonly #unanswered = new Map<string, number>();
  #isLooking = false;

  /** `open` connects to a host without the pool; `leave` is given one that serves nobody. */
  constructor(open: (host: Host) => Promise<Session>, leave: (host: Host) => void) {
    this.#open = open;
    this.#leave = leave;
    setInterval(() => void this.look(), lookMs).unref();
  }

  /** Watches over a connection until it ends. */
  async watch(session: Session, host: Host): Promise<void> {
    const waiting: Waiting = { host, read: 0, looks: 0, askAt: firstLooks };
    this.#waiting.set(session, waiting);
    session.stream.once("close", () => this.#waiting.delete(session));
    Object.assign(waiting, await identityOf(session));
  }

  /** Asks the servers about the statements of which nothing has come for some looks. */
  async look(): Promise<void> {
    if (this.#isLooking) return;
    const suspects = [...this.#waiting].filter(([session, waiting]) => isSuspect(session, waiting));
    if (suspects.length === 0) return;
    this.#isLooking = true;
    const byHost = Map.groupBy(suspects, ([, { host }]) => keyOf(host));
    await Promise.all([...byHost.values()].map((each) => this.#judge(each))).finally(() => {
      this.#isLooking = false;
    });
  }

  async #judge(suspects: [Session, Waiting][]): Promise<void> {
    const host = suspects[0]?.[1].host as Host;
    const since = performance.now();
    const seen = await this.#ask(host).catch((error) => (isRefusal(error) ? "refused" : "silent"));
    if (seen === "refused") return;
    const unanswered = seen === "silent" ? (this.#unanswered.get(keyOf(host)) ?? 0) + 1 : 0;
    this.#unanswered.set(keyOf(host), unanswered);
    if (seen === "silent" && unanswered < mostUnanswered) return askAgain(suspects);
    if (seen === "silent") this.#leave(host);
    else await wait(Math.max(graceMs, performance.now() - since));
    const lost = suspects.filter(
      ([session, waiting]) => isSilent(session, waiting) && (seen === "silent" || isLost(waiting, seen)),
    );
    for (const [session] of lost) end(session);
    if (lost.length > 0) this.#endIdle(host);
  }

  // What lost one has often lost those beside it that nobody uses: each would cost another statement.
  #endIdle(host: Host): void {
    for (const [session, { host: own, looks }] of this.#waiting)
      if (keyOf(own) === keyOf(host) && !session._command && looks >= firstLooks) end(session);
  }

  async #ask(host: Host): Promise<Seen> {
    const opening = this.#open(host);
    const asked = opening.then(askAll);
    const late = () => Object.assign(new Error("The server says nothing."), { code: "ETIMEDOUT" });
    return withDeadline(asked, answerMs, late).finally(() =>
      opening.then(
        (session) => session.destroy(),
        () => undefined,
      ),
    );
  }
}

/** What a server says: its name, and the sessions for which it is at work. */
interface Seen {
  server: string;
  working: Set<number>;
}

async function askAll(session: Session): Promise<Seen> {
  const { server } = await identityOf(session);
  const [rows] = await session.promise().query("SHOW PROCESSLIST");
  const listed = rows as { Id: number; Command: string }[];
  const working = listed.filter(({ Command }) => Command !== "Sleep").map(({ Id }) => Number(Id));
  return { server, working: new Set(working) };
}

async function identityOf(session: Session): Promise<{ server: string; id: number }> {
  const [rows] = await session.promise().query(identity);
  const [{ server, id }] = rows as [{ server: string; id: number }];
  return { server, id: Number(id) };
}

function isSuspect(session: Session, waiting: Waiting): boolean {
  const { _command: statement, stream } = session;
  if (!isSilent(session, waiting)) {
    Object.assign(waiting, { statement, read: stream.bytesRead, looks: 0, askAt: firstLooks });
    return false;
  }
  waiting.looks++;
  if (!statement || waiting.looks < waiting.askAt) return false;
  waiting.askAt += Math.min(waiting.askAt, longestPause);
  return true;
}

const isSilent = ({ _command, stream }: Session, { statement, read }: Waiting): boolean =>
  _command === statement && stream.bytesRead === read;

function askAgain(suspects: [Session, Waiting][]): void {
  for (const [, waiting] of suspects) waiting.askAt = waiting.looks + 1;
}

// A name may lead to several servers: another one knows nothing of the session. Without an id it was only being set up.
const isLost = ({ server, id }: Waiting, seen: Seen): boolean =>
  id === undefined || (server === seen.server && !seen.working.has(id));

// It has answered, so it is there, whatever it refuses: it may have no connection left.
const isRefusal = (error: unknown): boolean => driverCode(error).startsWith("ER_");

function end({ stream }: Session): void {
  stream.destroy(Object.assign(new Error("Nothing comes over this connection any more."), { code: "ETIMEDOUT" }));
}

const keyOf = ({ host, port }: Host) => `${host} ${port}`;
