import type { Dispatcher } from "undici";

type Controller = Dispatcher.DispatchController;
type Headers = Parameters<NonNullable<Dispatcher.DispatchHandler["onResponseStart"]>>[2];

/** The outcome of a POST: an answer, or why there is none. */
export interface Posted {
  status: number | null;
  error: string | null;
  /** The beginning of the answer's body, as text. */
  answer: string | null;
  /** How long the endpoint asks to wait, in milliseconds. */
  retry_after_ms: number | null;
  /** How long it took, from when the request was made. */
  duration_ms: number;
}

const mostRead = 16 * 1024;
const mostKept = 1_000;

/**
 * Reads the answer of one request: its status, and its body up to a bound. The connection of a longer one is given up. undici's
 * own streams cost more than the request.
 */
export class Answering implements Dispatcher.DispatchHandler {
  readonly #ended = Promise.withResolvers<Posted>();
  readonly #started = performance.now();
  readonly #parts: Buffer[] = [];
  #read = 0;
  #status: number | null = null;
  #retryAfterMs: number | null = null;
  #stopped: Error | undefined;
  #controller: Controller | undefined;

  /** The end of the answer, or why there is none. */
  get ended(): Promise<Posted> {
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
    this.#end(null, answer);
  }

  onResponseError(_controller: unknown, error: unknown): void {
    if (this.#status !== null) this.onResponseEnd();
    else this.#end(reasonOf(error), null);
  }

  #end(error: string | null, answer: string | null): void {
    const duration_ms = Math.round(performance.now() - this.#started);
    this.#ended.resolve({ status: this.#status, error, answer, retry_after_ms: this.#retryAfterMs, duration_ms });
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
