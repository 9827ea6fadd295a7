import { setTimeout as wait } from "node:timers/promises";
import { ulid } from "ulid";
import type { Credential, Parsed } from "./harness/http.ts";

/** One attempt of a request: its outcome and duration. */
export interface Try {
  method: string;
  path: string;
  /** 0 when the connection failed. */
  status: number;
  ms: number;
  retryAfter: string | null;
  /** The body of the answer, or the error of the connection. */
  code?: string;
}

/** The last answer to a request that was repeated until it had one. */
export interface Outcome {
  status: number;
  body: Parsed;
}

/** A client by the contract: it retries with the same key what may be retried, and counts the attempts. */
export class Client {
  readonly tries: Try[] = [];
  readonly url: string;
  readonly as: Credential;

  constructor(url: string, as: Credential) {
    this.url = url;
    this.as = as;
  }

  /** Sends a request once. A connection that fails answers with status 0. */
  async once(method: string, path: string, body?: unknown, key?: string, as = this.as): Promise<Outcome> {
    const since = performance.now();
    const tried: Try = { method, path, status: 0, ms: 0, retryAfter: null };
    try {
      const headers: Record<string, string> = { ...as, ...(key ? { "Idempotency-Key": key } : {}) };
      if (body !== undefined) headers["Content-Type"] = "application/json";
      const request = { method, headers, body: JSON.stringify(body), signal: AbortSignal.timeout(30_000) };
      const response = await fetch(`${this.url}${path}`, request);
      const text = await response.text();
      const answer = text === "" ? undefined : JSON.parse(text);
      Object.assign(tried, { status: response.status, retryAfter: response.headers.get("retry-after") });
      if (response.status >= 400) tried.code = answer?.code;
      return { status: response.status, body: answer };
    } catch (error) {
      tried.code = (error as { cause?: { code?: string } }).cause?.code ?? String(error);
      return { status: 0, body: undefined };
    } finally {
      tried.ms = performance.now() - since;
      this.tries.push(tried);
    }
  }

  /** Sends a request until it has a final answer; a write gets a new idempotency key. */
  async insist(method: string, path: string, body?: unknown, stepTimeoutMs = 60_000, as = this.as): Promise<Outcome> {
    const key = method === "GET" ? undefined : ulid();
    const deadline = Date.now() + stepTimeoutMs;
    for (;;) {
      const outcome = await this.once(method, path, body, key, as);
      if (!mayBeRepeated(outcome)) return outcome;
      if (Date.now() > deadline) throw new Error(`${method} ${path} still answers ${JSON.stringify(outcome)}.`);
      await wait(100 + Math.random() * 100);
    }
  }

  /** The number of attempts by status. */
  count(): Record<string, number> {
    const counts: Record<string, number> = {};
    for (const { status } of this.tries) counts[status] = (counts[status] ?? 0) + 1;
    return counts;
  }

  /** The longest attempt in milliseconds. */
  longest(): number {
    return this.tries.reduce((longest, { ms }) => Math.max(longest, ms), 0);
  }

  /** Attempts that the contract does not allow while a part is unavailable: neither done, nor 503 with `Retry-After`. */
  wrong(): Try[] {
    return this.tries.filter(({ status, code, retryAfter }) => {
      if (status >= 200 && status < 300) return false;
      if (status === 503) return !(Number(retryAfter) >= 1);
      return code !== "request_in_progress";
    });
  }
}

/** Runs `work` for each number below `count`, a limited number at a time. */
export async function inParallel(count: number, atOnce: number, work: (index: number) => Promise<void>): Promise<void> {
  let next = 0;
  const worker = async () => {
    while (next < count) await work(next++);
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
}

function mayBeRepeated({ status, body }: Outcome): boolean {
  return status === 0 || status === 503 || (status === 409 && body?.code === "request_in_progress");
}
