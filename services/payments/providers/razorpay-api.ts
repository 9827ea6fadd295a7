import { type Deadline, Unknown } from "./provider.ts";

/** A refusal of Razorpay: `{ error: { code, description, reason } }`. */
export class RazorpayRefusal extends Error {
  readonly status: number;

  constructor(status: number, description: string) {
    super(description);
    this.status = status;
  }
}

/** A list of Razorpay's. */
export interface Page<T> {
  items: T[];
}

/** Calls of Razorpay's HTTP API. */
export interface RazorpayApi {
  get<T>(path: string, query: Record<string, string | number>, until: Deadline): Promise<T>;
  post<T>(path: string, body: object, until: Deadline, headers?: Record<string, string>): Promise<T>;
}

/** Razorpay's API by its key, with basic authentication. What is not a refusal leaves the outcome unknown. */
export function razorpayApi(keyId: string, secret: string, apiUrl = "https://api.razorpay.com"): RazorpayApi {
  const authorization = `Basic ${Buffer.from(`${keyId}:${secret}`).toString("base64")}`;
  const call = async <T>(path: string, init: RequestInit, { ms }: Deadline): Promise<T> => {
    const response = await fetch(new URL(`/v1${path}`, apiUrl), {
      ...init,
      headers: { authorization, "content-type": "application/json", ...init.headers },
      redirect: "error",
      signal: AbortSignal.timeout(ms),
    });
    const body = (await response.json().catch(() => ({}))) as { error?: { description?: string } };
    if (response.ok) return body as T;
    const { description = `Razorpay answered ${response.status}.` } = body.error ?? {};
    // Credentials that are wrong, and too many requests, say nothing of the payment.
    if (response.status === 400 || response.status === 404) throw new RazorpayRefusal(response.status, description);
    throw new Unknown(description);
  };
  return {
    get(path, query, until) {
      const search = new URLSearchParams(
        Object.entries(query).map(([name, value]): [string, string] => [name, String(value)]),
      );
      return call(`${path}?${search}`, { method: "GET" }, until);
    },
    post: (path, body, until, headers = {}) =>
      call(path, { method: "POST", body: JSON.stringify(body), headers }, until),
  };
}

/** All items of a list, a hundred at a time. */
export async function* everyItem<T>(
  api: RazorpayApi,
  path: string,
  query: Record<string, string | number>,
  until: Deadline,
): AsyncGenerator<T> {
  const count = 100;
  for (let skip = 0; ; skip += count) {
    const { items } = await api.get<Page<T>>(path, { ...query, count, skip }, until);
    yield* items;
    if (items.length < count) return;
  }
}
