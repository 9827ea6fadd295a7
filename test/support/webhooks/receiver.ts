import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { Webhook as Verifier } from "standardwebhooks";
import type { Parsed } from "../harness/http.ts";

/** A delivery as an app's endpoint received it. */
export interface Received {
  path: string;
  headers: IncomingHttpHeaders;
  text: string;
  body: Parsed;
}

/** What the endpoint answers: a status, or its own handling; a request without an answer hangs. */
type Answer = number | ((response: ServerResponse) => void);

/** An app's endpoint on this machine, which keeps what it receives. */
export class Receiver {
  readonly received: Received[] = [];
  answer: (received: Received) => Answer = () => 204;
  #server?: Server;

  async start(): Promise<void> {
    this.#server = createServer(async (request, response) => {
      const parts: Buffer[] = [];
      for await (const part of request) parts.push(part);
      const text = Buffer.concat(parts).toString();
      const received = { path: request.url ?? "", headers: request.headers, text, body: JSON.parse(text) };
      this.received.push(received);
      const answer = this.answer(received);
      if (typeof answer === "number") response.writeHead(answer).end();
      else answer(response);
    });
    await new Promise<void>((resolve) => this.#server?.listen(0, "127.0.0.1", resolve));
  }

  url(path = "/hook"): string {
    return `http://127.0.0.1:${(this.#server?.address() as AddressInfo).port}${path}`;
  }

  /** What came of one type at one path. */
  of(type: string, path = "/hook"): Received[] {
    return this.received.filter((each) => each.body.type === type && each.path === path);
  }

  async stop(): Promise<void> {
    this.#server?.closeAllConnections();
    await new Promise((resolve) => this.#server?.close(resolve));
  }
}

/** Verifies a delivery as its receiver would, by the library of Standard Webhooks; throws when it is forged. */
export const verify = (secret: string, { text, headers }: Received): unknown =>
  new Verifier(secret).verify(text, headers as Record<string, string>);
