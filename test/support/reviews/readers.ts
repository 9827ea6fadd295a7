import { ulid } from "ulid";
import { Database } from "../../../mixins/db/database.ts";
import { consumerOf, type Subscription } from "../../../mixins/messaging/inbox.ts";
import type { ActionParams, Call, DomainEvent } from "../../../services/contracts.ts";
import { forgetCustomers, rememberPurchases } from "../../../services/reviews/reviews.events.ts";
import reviews from "../../../services/reviews/reviews.service.ts";
import { type Running, startBroker } from "../broker.ts";

/** A delivery to publish to the service. */
export interface Delivery {
  customer_id: string;
  products: string[];
  order_id?: string;
  /** Epoch milliseconds. */
  at?: number;
}

/** The reviews service under test, with shorthands for deliveries, erasures and its tables. */
export class Readers {
  readonly store_id = 800_000 + Math.floor(Math.random() * 90_000);
  readonly tenant_id = "ten_reviews";
  readonly db = new Database("reviews");
  #broker?: Running;

  async start(): Promise<void> {
    this.#broker = await startBroker(reviews);
  }

  async stop(): Promise<void> {
    await this.#broker?.stop();
    await this.db.close();
  }

  readonly call: Call = (name, params, options) => (this.#broker as Running).call(name, params, options);

  /** The event of a delivery. */
  readonly delivery = ({ customer_id, products, order_id = `ord_${ulid()}`, at = Date.now() }: Delivery) =>
    this.#event("order.status_changed", order_id, at, {
      order_id,
      order_number: `A-${order_id.slice(-6)}`,
      customer_id,
      before: { status: "shipped" },
      after: { status: "delivered" },
      delivered: products.map((product_id) => ({
        product_id,
        sku: `SKU-${product_id}`,
        name: `Name of ${product_id}`,
      })),
    });

  readonly receive = (event: DomainEvent) => this.#handle(rememberPurchases, event);

  readonly deliver = (delivery: Delivery) => this.receive(this.delivery(delivery));

  readonly erase = (customer_id: string) =>
    this.#handle(forgetCustomers, this.#event("customer.deleted", customer_id, Date.now(), { changed: ["email"] }));

  /** A request for a review, of five stars by default. */
  readonly request = (customer_id: string, product_id: string, more: object = {}): ActionParams<"reviews.create"> => ({
    store_id: this.store_id,
    tenant_id: this.tenant_id,
    idempotency_key: ulid(),
    customer_id,
    product_id,
    rating: 5,
    title: "Loved it",
    body: "Everybody at home liked it.",
    ...more,
  });

  readonly write = (customer_id: string, product_id: string, more: object = {}) =>
    this.call("reviews.create", this.request(customer_id, product_id, more));

  readonly moderate = (review_id: string, status: "published" | "rejected", more: object = {}) =>
    this.call("reviews.moderate", { idempotency_key: ulid(), store_id: this.store_id, review_id, status, ...more });

  readonly ofCustomer = (customer_id: string, more: object = {}) =>
    this.call("reviews.ofCustomer", { store_id: this.store_id, customer_id, limit: 20, ...more });

  readonly ofProduct = (product_id: string, more: object = {}) =>
    this.call("reviews.ofProduct", { store_id: this.store_id, product_id, limit: 20, ...more });

  readonly ready = (customer_id: string, limit = 100) =>
    this.call("reviews.readyForReview", { store_id: this.store_id, customer_id, limit });

  readonly search = (more: object = {}) =>
    this.call("reviews.search", { store_id: this.store_id, limit: 100, ...more });

  /** The tally of a product's published reviews, computed from its reviews. */
  readonly counted = async (product_id: string) => {
    const sql = `SELECT COUNT(*) AS reviews, COALESCE(SUM(rating), 0) AS stars FROM reviews
      WHERE store_id = ? AND product_id = ? AND status = 'published'`;
    const row = await this.db.row<{ reviews: number; stars: number | string }>(sql, [this.store_id, product_id]);
    return { reviews: row?.reviews, stars: Number(row?.stars) };
  };

  /** The tally that is stored for a product. */
  readonly kept = async (product_id: string) => {
    const sql = "SELECT reviews, rating_sum AS stars FROM review_summaries WHERE store_id = ? AND product_id = ?";
    return this.db.row<{ reviews: number; stars: number }>(sql, [this.store_id, product_id]);
  };

  readonly eventsOf = async (id: string): Promise<DomainEvent[]> => {
    const sql = "SELECT fact FROM reviews_outbox WHERE aggregate_id = ? ORDER BY id";
    return (await this.db.rows<{ fact: string }>(sql, [id])).map(({ fact: event }) => JSON.parse(event) as DomainEvent);
  };

  #handle(handler: Subscription, event: DomainEvent): Promise<void> {
    return consumerOf(this.db, handler, Promise.resolve(), { error: () => undefined } as never).handle(event);
  }

  #event(name: DomainEvent["name"], id: string, at: number, data: object): DomainEvent {
    return {
      id: `evt_${ulid()}`,
      name,
      store_id: this.store_id,
      tenant_id: this.tenant_id,
      aggregate: { type: name.split(".")[0] ?? "", id, version: 2 },
      occurred_at: new Date(at).toISOString(),
      actor: { type: "merchant", id: "usr_1" },
      request_id: null,
      data: data as never,
    };
  }
}
