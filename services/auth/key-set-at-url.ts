import { createLocalJWKSet, type JSONWebKeySet } from "jose";
import { UnavailableError } from "../../mixins/actions/errors.ts";

/** Finds a key of a set by the header of a token. */
export type Lookup = ReturnType<typeof createLocalJWKSet>;

const answerWithinMs = 3_000;
const longestMs = 60_000;
const shortestMs = 10_000;

/**
 * A JWKS at a URL. It is fetched again a minute later, or sooner where `Cache-Control` says so, and for a key that is unknown,
 * at most every 10 seconds. While the URL does not answer as it should, its last answer is used.
 */
export class KeySetAtUrl {
  readonly #url: string;
  readonly #now: () => number;
  #last: { text: string; lookup: Lookup } | undefined;
  #isAway = false;
  #fetchedAt = Number.NEGATIVE_INFINITY;
  #dueAt = Number.NEGATIVE_INFINITY;
  #fetching: Promise<void> | undefined;

  constructor(url: string, now: () => number = Date.now) {
    this.#url = url;
    this.#now = now;
  }

  /** The keys. Whoever finds them old waits for newer ones, unless the URL was away the last time. */
  async current(): Promise<Lookup> {
    if (this.#now() >= this.#dueAt || !this.#last) {
      const refreshed = this.#refresh();
      if (!this.#isAway || !this.#last) await refreshed;
    }
    if (!this.#last) throw new UnavailableError("keys of tokens");
    return this.#last.lookup;
  }

  /** The keys once more, for one that was not among them; undefined when they have been fetched a moment ago. */
  async renewed(): Promise<Lookup | undefined> {
    if (!this.#fetching && this.#now() - this.#fetchedAt < shortestMs) return undefined;
    await this.#refresh();
    return this.#last?.lookup;
  }

  #refresh(): Promise<void> {
    this.#fetching ??= this.#fetch().finally(() => {
      this.#fetching = undefined;
    });
    return this.#fetching;
  }

  async #fetch(): Promise<void> {
    this.#fetchedAt = this.#now();
    try {
      const headers = { Accept: "application/json, application/jwk-set+json" };
      const signal = AbortSignal.timeout(answerWithinMs);
      const reply = await fetch(this.#url, { headers, redirect: "error", signal });
      const text = await reply.text();
      if (reply.status !== 200) throw new Error(`It answered ${reply.status}.`);
      if (text !== this.#last?.text)
        this.#last = { text, lookup: createLocalJWKSet(JSON.parse(text) as JSONWebKeySet) };
      this.#isAway = false;
      this.#dueAt = this.#now() + freshMs(reply.headers);
    } catch {
      this.#isAway = true;
      this.#dueAt = this.#now() + shortestMs;
    }
  }
}

// A source that lets its answer be kept for a day would have a key that was withdrawn open this one for as long.
function freshMs(headers: Headers): number {
  const said = headers.get("cache-control") ?? "";
  const age = Number(/^\d+$/.exec(headers.get("age") ?? "")?.[0] ?? 0);
  const most = /\bno-(?:store|cache)\b/i.test(said)
    ? 0
    : Number(/\bmax-age\s*=\s*"?(\d+)/i.exec(said)?.[1] ?? Infinity);
  return Math.min(longestMs, Math.max(shortestMs, (most - age) * 1_000));
}
