import { ulid } from "ulid";
import type { Credential } from "./harness/http.ts";
import { Client, type Outcome, type Try } from "./load.ts";
import { until } from "./until.ts";

/** A load balancer: it probes the readiness of every gateway, and sends only to ready ones. */
export class Balancer {
  readonly ready = new Set<string>();
  readonly #clients = new Map<string, Client>();
  readonly #as: Credential;
  #timer: NodeJS.Timeout | undefined;

  constructor(urls: string[], as: Credential) {
    this.#as = as;
    this.add(urls);
  }

  /** Adds gateways. */
  add(urls: string[]): void {
    for (const url of urls) this.#clients.set(url, new Client(url, this.#as));
  }

  async start(): Promise<void> {
    await this.#look();
    this.#timer = setInterval(() => void this.#look(), 100);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  /** Sends a request once to any ready gateway; a write gets a new idempotency key. */
  async send(method: string, path: string, body?: unknown, as?: Credential): Promise<Outcome> {
    await until(() => this.ready.size > 0);
    const urls = [...this.ready];
    const url = urls[Math.floor(Math.random() * urls.length)] ?? "";
    const key = method === "GET" ? undefined : ulid();
    return (this.#clients.get(url) as Client).once(method, path, body, key, as);
  }

  tries = (): Try[] => [...this.#clients.values()].flatMap((client) => client.tries);

  async #look(): Promise<void> {
    await Promise.all(
      [...this.#clients.keys()].map(async (url) => {
        const answer = await fetch(`${url}/health/ready`).catch(() => undefined);
        await answer?.arrayBuffer();
        if (answer?.ok) this.ready.add(url);
        else this.ready.delete(url);
      }),
    );
  }
}
