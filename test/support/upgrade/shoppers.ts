import { setTimeout as wait } from "node:timers/promises";
import { expect } from "chai";
import { ulid } from "ulid";
import { signToken } from "../../../services/auth/tokens.ts";
import { clientsOf, type Goods, merchant, openShop } from "../../torture/shop.ts";
import type { Credential, Parsed } from "../harness/http.ts";
import { inParallel, type Outcome } from "../load.ts";
import { until } from "../until.ts";

/** What is done with an order after it was placed. */
const operations = ["cancel", "deliver", "return", "confirm"] as const;
type Operation = (typeof operations)[number];

interface Done {
  id: string;
  operation: Operation;
}

const bearer = (token: string): Credential => ({ Authorization: `Bearer ${token}` });

/** Sends a request: once, or until it is answered for good. Without a credential it is the merchant's. */
type Send = (method: string, path: string, body?: unknown, as?: Credential) => Promise<Outcome>;

/** Shoppers and their merchant, who do everything over HTTP alone, as clients of any release do. */
export class Shoppers {
  readonly done: Done[] = [];
  /** Requests that were answered with success. */
  requests = 0;
  readonly customers: string[] = [];
  readonly #sendAny: Send;
  readonly #goods: Goods;
  #stopped = false;

  private constructor(send: Send, goods: Goods) {
    this.#sendAny = send;
    this.#goods = goods;
  }

  static async of(send: Send, url: string): Promise<Shoppers> {
    return new Shoppers(send, await openShop(url));
  }

  /** Starts a number of shoppers, until `stop` is called: a fixed number of users, not the highest possible load. */
  async shop(users: number): Promise<void> {
    await inParallel(users, users, async (user) => {
      for (let count = user; !this.#stopped; count++) {
        // What failed is counted by the balancer, and ends what was planned with this order.
        await this.#one(operations[count % operations.length] ?? "cancel").catch((error) =>
          console.error(String(error)),
        );
        await wait(50);
      }
    });
  }

  stop(): void {
    this.#stopped = true;
  }

  /** Resolves after a number of further orders. */
  async more(orders: number): Promise<void> {
    const goal = this.done.length + orders;
    await until(() => this.done.length >= goal || this.#stopped, 120_000);
  }

  async #one(operation: Operation): Promise<void> {
    const { body: customer } = await this.#send("POST", `${merchant}/customers`, {
      email: `${ulid().toLowerCase()}@example.com`,
      first_name: "Rolling",
      phone: `+8801${Math.floor(3e8 + Math.random() * 6e8)}`,
    });
    this.customers.push(customer.id);
    const placed = await this.#place(customer.id);
    const path = `${merchant}/orders/${placed.id}`;
    const { body: order } = await this.#send("GET", path);
    await this.#send("GET", `${merchant}/orders?limit=5&customer_id=${customer.id}`);
    await this.#send("PUT", `${merchant}/customers/${customer.id}`, { last_name: ulid() });
    await this.#do(operation, path, order, customer.id);
    this.done.push({ id: placed.id, operation });
  }

  async #place(customer_id: string): Promise<Parsed> {
    const { location_id, products } = this.#goods;
    const items = products.map(({ id }) => ({ menu_item_id: id, quantity: 2 }));
    const body = { customer_id, location_id, order_type: "PICKUP", items, payment_method_id: "pm_card_ok" };
    const staff = { sub: "staff_upgrade", tenant_id: "ten_demo", store_id: 22, roles: ["tenant_admin" as const] };
    return (await this.#send("POST", "/api/v1/customers/orders", body, bearer(signToken("commerce", staff, 3_600))))
      .body;
  }

  async #do(operation: Operation, path: string, order: Parsed, customer_id: string): Promise<void> {
    const items = order.items.map(({ id, quantity }: Parsed) => ({ id, quantity }));
    if (operation === "confirm") await this.#send("PATCH", `${path}/status`, { status: "confirmed" });
    if (operation === "cancel")
      await this.#send("POST", `${path}/cancel`, { reason: "customer_request", refund: true, restock: true });
    if (operation === "deliver" || operation === "return") {
      await this.#send("POST", `${path}/fulfillments`, { items, notify_customer: true });
      await this.#send("PATCH", `${path}/status`, { status: "delivered" });
    }
    if (operation === "return") await this.#sendBack(order, customer_id);
  }

  async #sendBack(order: Parsed, customer_id: string): Promise<void> {
    const { id: item_id, product_id, sku } = order.items[0];
    const item = { item_id, product_id, sku, quantity: 1, resolution: "refund", return_reason: "Chipped." };
    const shopper = bearer(signToken("storefront", { sub: customer_id, store_id: 22 }, 3_600));
    const own = `/orders/${order.order_number}/return`;
    const { body } = await this.#send("POST", own, { return_items: [item] }, shopper);
    for (const action of ["approve", "receive"])
      await this.#send("PATCH", `${merchant}/returns/${body.id}`, { action });
  }

  async #send(method: string, path: string, body?: unknown, as?: Credential) {
    const outcome = await this.#sendAny(method, path, body, as);
    if (outcome.status < 200 || outcome.status > 299)
      throw new Error(`${method} ${path} is answered with ${outcome.status} ${JSON.stringify(outcome.body)}`);
    this.requests++;
    return outcome;
  }

  /** Checks every order against the answers. */
  async assertWhole(url: string): Promise<void> {
    const { merchant: client } = clientsOf(url);
    await inParallel(this.done.length, 6, async (at) => {
      const { id, operation } = this.done[at] as Done;
      const { body } = await client.insist("GET", `${merchant}/orders/${id}`);
      const seen = { status: body.status, financial_status: body.financial_status, refunds: body.refunds.length };
      expect(seen, `${id} ${operation}`).to.deep.equal(wanted[operation]);
    });
  }
}

const wanted: Record<Operation, object> = {
  confirm: { status: "confirmed", financial_status: "paid", refunds: 0 },
  cancel: { status: "cancelled", financial_status: "refunded", refunds: 1 },
  deliver: { status: "delivered", financial_status: "paid", refunds: 0 },
  return: { status: "delivered", financial_status: "partially_refunded", refunds: 1 },
};
