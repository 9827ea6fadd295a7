import { isIP, type LookupFunction } from "node:net";
import type { Agent } from "undici";
import { lazily } from "../../../config/lazily.ts";
import { hostOf } from "../../../mixins/values/networks.ts";
import { isPublic, PrivateAddressError } from "../address-guard.ts";
import { findByDns, guardedLookup } from "../lookup.ts";
import { Answering, type Posted } from "./answering.ts";

const undici = lazily<typeof import("undici")>("undici");

/** Deadlines of one POST, in milliseconds. */
const deadlines = { connect: 5_000, headers: 10_000, total: 15_000 };

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

  /** A function that sends one body to a URL; never throws. */
  to(url: string): (headers: Record<string, string>, body: string) => Promise<Posted> {
    const { total } = this.#deadlines;
    const address = addressOf(url);
    return async (headers, body) => {
      // Loading the client takes a moment, which is not the endpoint's.
      this.#agent ??= agentOf(this.#deadlines, this.#lookup);
      const answering = new Answering();
      const timer = setTimeout(() => answering.stop(new Error(`No answer within ${total / 1_000} s.`)), total);
      try {
        if (address instanceof Error) throw address;
        this.#agent.dispatch({ origin: address.origin, path: address.path, method: "POST", headers, body }, answering);
      } catch (error) {
        answering.onResponseError(undefined, error);
      }
      const posted = await answering.ended;
      clearTimeout(timer);
      return posted;
    };
  }

  async close(): Promise<void> {
    await this.#agent?.destroy();
  }
}

// A literal address is connected to without a lookup.
function addressOf(url: string): { origin: string; path: string } | Error {
  const parsed = URL.parse(url);
  if (!parsed) return new Error("Not a URL.");
  const host = hostOf(parsed);
  if (isIP(host) && !isPublic(host)) return new PrivateAddressError(host);
  return { origin: parsed.origin, path: parsed.pathname + parsed.search };
}

// As many connections to an origin as its webhooks have under way: with a bound, one that hangs would hold up the others there.
const agentOf = ({ connect, headers }: typeof deadlines, lookup: LookupFunction): Agent =>
  new (undici().Agent)({
    connect: { lookup, timeout: connect },
    headersTimeout: headers,
    bodyTimeout: headers,
    keepAliveTimeout: 10_000,
    pipelining: 1,
    maxHeaderSize: 16 * 1024,
  });
