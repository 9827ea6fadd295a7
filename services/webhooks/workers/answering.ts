import type { Dispatcher } from "undici";

type Controller = Dispatcher.DispatchController;
type Headers = Parameters<NonNullable<Dispatcher.DispatchHandler["onResponseStart"]>>[2];

/** What became of a request. */
export interface Answered {
  status: number | null;
  error: string | null;
  /** The beginning of the answer's body, as text. */
  answer: string | null;
  /** How long the endpoint asks to wait, in milliseconds. */
  retry_after_ms: number | null;
}

const mostRead = 16 * 1024;
const mostKept = 1_000;

/**
 * Reads the answer of one request: its status, and its body up to a bound. The connection of a longer one is given up. undici's
 * own streams cost more than the request.
 */
export class Answering implements Dispatcher.DispatchHandler {
  readonly #ended = Promise.withResolvers<Answered>();
  readonly #parts: Buffer[] = [];
  #read = 0;
  #status: number | null = null;
  #retryAfterMs: number | null = null;
  #stopped: Error | undefined;
  #controller: Controller | undefined;

  /** The end of the answer, or why there is none. */
  get ended(): Promise<Answered> {
    return this.#ended.promise;
  }

  /** Ends it with what has come by now, which is an error where that is no status. */
  stop(reason: Error): void {
    this.#stopped = reason;
    this.#controller?.abort(reason);
    this.onResponseError(undefined, reason);
  }

  onRequestStart(controller: Controller): void {
    this.#controller = controller;
    if (this.#stopped) controller.abort(this.#stopped);
  }

  onResponseStart(_controller: Controller, status: number, headers: Headers): void {
    // Information before the answer.
    if (status < 200) return;
    this.#status = status;
    this.#retryAfterMs = retryAfterOf(headers["retry-after"]);
  }

  onResponseData(_controller: Controller, part: Buffer): void {
    this.#parts.push(part);
    this.#read += part.length;
    if (this.#read > mostRead) this.stop(new Error("The answer is too long."));
  }

  onResponseEnd(): void {
    const answer = Buffer.concat(this.#parts).toString("utf8").slice(0, mostKept);
    this.#ended.resolve({ status: this.#status, error: null, answer, retry_after_ms: this.#retryAfterMs });
  }

  onResponseError(_controller: unknown, error: unknown): void {
    if (this.#status !== null) this.onResponseEnd();
    else this.#ended.resolve({ status: null, error: reasonOf(error), answer: null, retry_after_ms: null });
  }
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
