import { expect } from "chai";
import { ulid } from "ulid";
import type { Parsed } from "./harness/http.ts";
import type { Client } from "./load.ts";
import { demo } from "./load-cluster.ts";
import { until } from "./until.ts";

/** Customers that a test created and changed through the gateway, and the events that the log must have of them. */
export class Customers {
  readonly prefix = `f${ulid().toLowerCase()}`;
  /** Identifiers by e-mail address. */
  readonly made = new Map<string, string>();
  /** Changes that were answered with success: the new first name, unique, and the customer. */
  readonly changed = new Map<string, string>();
  readonly #client: Client;

  constructor(client: Client) {
    this.#client = client;
  }

  /** Creates one, with retries. */
  async make(name: string | number): Promise<string> {
    const email = `${this.prefix}.${name}@example.com`;
    const outcome = await this.#client.insist("POST", `${demo.base}/customers`, { email });
    if (outcome.status !== 201) throw new Error(`A customer was not made: ${JSON.stringify(outcome)}`);
    this.made.set(email, outcome.body.id);
    return outcome.body.id;
  }

  /** Changes one, with retries. */
  async change(id: string): Promise<void> {
    const first_name = ulid();
    const outcome = await this.#client.insist("PUT", `${demo.base}/customers/${id}`, { first_name });
    if (outcome.status !== 200) throw new Error(`A customer was not changed: ${JSON.stringify(outcome)}`);
    this.changed.set(first_name, id);
  }

  /** Checks that the list has each created customer exactly once. */
  async assertListed(by = this.#client): Promise<void> {
    const listed = await walk(by, `/customers?size=100&email=${this.prefix}`);
    const lines = listed.map(({ email, id }) => `${email} ${id}`);
    assertSame(
      lines,
      [...this.made].map((pair) => pair.join(" ")),
    );
  }

  /** Waits until the event log has each change, and checks that it has each once and no other. */
  async assertLogged(stepTimeoutMs = 60_000): Promise<void> {
    const wanted = [
      ...[...this.made].map(([email, id]) => `customer.created ${id} ${email}`),
      ...[...this.changed].map(([name, id]) => `customer.updated ${id} ${name}`),
    ];
    const ours = new Set(this.made.values());
    let logged: string[] = [];
    const isComplete = async () => {
      const events = await walk(this.#client, "/events?entity_type=customer&limit=100");
      logged = events.filter(({ entity_id }) => ours.has(entity_id)).map(toLine);
      return logged.length >= wanted.length;
    };
    const deadline = Date.now() + stepTimeoutMs;
    await until(async () => (await isComplete()) || Date.now() > deadline, stepTimeoutMs * 2);
    assertSame(logged, wanted);
  }
}

async function walk(client: Client, path: string): Promise<Parsed[]> {
  const items: Parsed[] = [];
  for (let cursor: string | null | undefined; cursor !== null; ) {
    const place = cursor === undefined ? "" : `&cursor=${encodeURIComponent(cursor)}`;
    const { status, body } = await client.insist("GET", `${demo.base}${path}${place}`);
    if (status !== 200) throw new Error(`${path} answered ${status} ${JSON.stringify(body)}`);
    items.push(...body.data);
    cursor = body.pagination.next_cursor;
  }
  return items;
}

// Of thousands, only what differs is worth reading.
function assertSame(found: string[], wanted: string[]): void {
  const [foundOnce, wantedOnce] = [new Set(found), new Set(wanted)];
  const missing = wanted.filter((line) => !foundOnce.has(line));
  const unwanted = found.filter((line) => !wantedOnce.has(line));
  const doubled = found.length - foundOnce.size;
  expect({ missing, unwanted, doubled }).to.deep.equal({ missing: [], unwanted: [], doubled: 0 });
}

const toLine = ({ name, entity_id, after }: Parsed) =>
  `${name} ${entity_id} ${name === "customer.created" ? after?.email : after?.first_name}`;
