import { isIP, type LookupFunction } from "node:net";
import type { Agent, Dispatcher } from "undici";
import { lazily } from "../../../config/lazily.ts";
import { hostOf, isPublic, PrivateAddressError } from "../address-guard.ts";
import { findByDns, guardedLookup } from "../lookup.ts";

/** The outcome of a POST: an answer, or why there is none. */
export interface Posted {
  status: number | null;
  error: string | null;
  /** The beginning of the answer's body, as text. */
  answer: string | null;
  /** How long the endpoint asks to wait, in milliseconds. */
  retry_after_ms: number | null;
  duration_ms: number;
}

const undici = lazily<typeof import("undici")>("undici");

/** Deadlines of one POST, in milliseconds. */
const deadlines = { connect: 5_000, headers: 10_000, total: 15_000 };
const mostRead = 16 * 1024;
const mostKept = 1_000;

/** Posts bodies over connections that are kept between requests. Redirects are not followed. */
export class Poster {
  readonly #deadlines: typeof deadlines;
  readonly #lookup: LookupFunction;
  // Made by the first POST.
  #agent: Agent | undefined;

  constructor(overrides: Partial<typeof deadlines> = {}, lookup = guardedLookup(findByDns())) {
    this.#deadlines = { ...deadlines, ...overrides };
    this.#lookup = lookup;
  }

  /** Sends one body; never throws. */
  async post(url: string, headers: Record<string, string>, body: string): Promise<Posted> {
    // Loading the client takes a moment, which is not the endpoint's.
    this.#agent ??= agentOf(this.#deadlines, this.#lookup);
    const started = performance.now();
    const ended = (outcome: Partial<Posted>): Posted => ({
      ...{ status: null, error: null, answer: null, retry_after_ms: null },
      ...outcome,
      duration_ms: Math.round(performance.now() - started),
    });
    const ending = new AbortController();
    const { signal } = ending;
    const timer = setTimeout(() => ending.abort(), this.#deadlines.total);
    try {
      // A literal address is connected to without a lookup.
      const host = hostOf(new URL(url));
      if (isIP(host) && !isPublic(host)) throw new PrivateAddressError(host);
      const response = await undici().request(url, { method: "POST", headers, body, dispatcher: this.#agent, signal });
      const answer = await beginningOf(response.body).catch(() => null);
      return ended({
        status: response.statusCode,
        answer,
        retry_after_ms: retryAfterOf(response.headers["retry-after"]),
      });
    } catch (error) {
      return ended({
        error: signal.aborted ? `No answer within ${this.#deadlines.total / 1_000} s.` : reasonOf(error),
      });
    } finally {
      clearTimeout(timer);
    }
  }

  async close(): Promise<void> {
    await this.#agent?.destroy();
  }
}

// As many connections to an origin as its webhooks have under way: with a bound, one that hangs would hold up the others there.
const agentOf = ({ connect, headers }: typeof deadlines, lookup: LookupFunction): Agent =>
  new (undici().Agent)({
    connect: { lookup, timeout: connect },
    headersTimeout: headers,
    bodyTimeout: headers,
    keepAliveTimeout: 10_000,
    pipelining: 1,
    maxHeaderSize: mostRead,
  });

// A body is read up to a bound; the connection of a longer one is given up.
async function beginningOf(body: Dispatcher.ResponseData["body"]): Promise<string> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of body as AsyncIterable<Buffer>) {
    parts.push(part);
    size += part.length;
    if (size > mostRead) break;
  }
  return Buffer.concat(parts).toString("utf8").slice(0, mostKept);
}

/** The pause that a `Retry-After` asks for, in seconds or as a date; at most a day. */
export function retryAfterOf(header: string | string[] | undefined, now = Date.now()): number | null {
  const text = Array.isArray(header) ? header[0] : header;
  if (text === undefined) return null;
  const ms = /^\d{1,9}$/.test(text) ? Number(text) * 1_000 : Date.parse(text) - now;
  return Number.isFinite(ms) && ms > 0 ? Math.min(ms, 24 * 3_600_000) : null;
}

function reasonOf(error: unknown): string {
  const { code, message, cause } = error as { code?: string; message?: string; cause?: unknown };
  const text = String(message || (cause as Error | undefined)?.message || error);
  return (code && !text.includes(code) ? `${code}: ${text}` : text).slice(0, 255);
}
