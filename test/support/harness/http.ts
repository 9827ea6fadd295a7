/** Any body: a test states what it expects of it. */
export type Parsed = ReturnType<typeof JSON.parse>;

/** The headers that name a caller. */
export type Credential = Record<string, string>;

/** A request without its address. */
export interface Sending {
  as?: Credential;
  /** Sent as JSON. */
  body?: unknown;
  /** Sent as it is. */
  raw?: string | Uint8Array<ArrayBuffer>;
  headers?: Record<string, string>;
}

/** An answer. */
export interface Reply {
  method: string;
  path: string;
  status: number;
  headers: Headers;
  text: string;
  body: Parsed;
}

/** Sends a request to a gateway and reads its whole answer. */
export async function send(url: string, method: string, path: string, sending: Sending = {}): Promise<Reply> {
  const { as = {}, body, raw } = sending;
  const typed: Record<string, string> = body === undefined ? {} : { "Content-Type": "application/json" };
  const began = performance.now();
  const fetched = () =>
    fetch(`${url}${path}`, {
      method,
      // As it is sent, unless a test asks for a coding: a compressed record has a tag of its own.
      headers: { "Accept-Encoding": "identity", ...typed, ...as, ...sending.headers },
      body: body === undefined ? raw : JSON.stringify(body),
      redirect: "manual",
      signal: AbortSignal.timeout(30_000),
    });
  const response = await fetched()
    .catch((cause) => {
      // As browsers do (RFC 9112, 9.3.1): the connection was kept, and was closed as the request was on its way.
      if (method !== "GET" || !causeOf(cause).startsWith("UND_ERR_SOCKET")) throw cause;
      console.error(`      ${method} ${path} is sent again: ${causeOf(cause)}`);
      return fetched();
    })
    .catch((cause) => {
      const after = Math.round(performance.now() - began);
      throw new Error(`${method} ${path} was not answered, after ${after} ms (${causeOf(cause)})`, { cause });
    });
  const text = await response.text();
  const isJson = (response.headers.get("content-type") ?? "").startsWith("application/json");
  const { status, headers } = response;
  return { method, path, status, headers, text, body: isJson && text !== "" ? JSON.parse(text) : undefined };
}

// What the network said: an error of `fetch` itself says only that it failed.
const causeOf = ({ message, cause }: Error) =>
  cause instanceof Error ? `${(cause as NodeJS.ErrnoException).code ?? cause.name}: ${cause.message}` : message;
