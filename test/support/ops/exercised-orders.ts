import { setTimeout as wait } from "node:timers/promises";
import { ulid } from "ulid";
import { signToken } from "../../../services/auth/tokens.ts";
import type { Parsed } from "../harness/http.ts";
import { Client } from "../load.ts";
import { demo } from "../load-cluster.ts";

const pauseMs = 500;

/** What a client has seen of a request until it had its final answer. */
export interface Ended {
  status: number;
  body: Parsed;
  /** What it was told before. */
  meanwhile: { status: number; message: string }[];
}

/** Places and cancels orders of the demo store by HTTP, as clients that repeat with the same key what they may. */
export class ExercisedOrders {
  readonly #client: Client;
  readonly #staff: Record<string, string>;
  #location = "";
  #item: Parsed;
  customer_id = "";

  constructor(url: string) {
    this.#client = new Client(url, demo.merchant());
    const claims = { sub: "staff_exercise", tenant_id: "ten_demo", store_id: 22, roles: ["tenant_admin" as const] };
    this.#staff = { Authorization: `Bearer ${signToken("commerce", claims, 3_600)}` };
  }

  /** Makes what is ordered, where, and by whom. */
  async open(onHand: number): Promise<void> {
    const sku = `SKU-${ulid()}`;
    const made = async (method: string, path: string, body: object) => {
      const ended = await this.#finish(method, `${demo.base}${path}`, body);
      if (ended.status >= 300) throw new Error(`${method} ${path}: ${JSON.stringify(ended)}`);
      return ended.body;
    };
    const location = { name: "Kitchen", tax_rate: 0.1, order_types: ["PICKUP"] };
    this.#location = (await made("POST", "/locations", location)).id;
    await made("PUT", `/inventory/${sku}`, { on_hand: onHand });
    this.#item = await made("POST", "/products", { sku, name: "Pasta", price: 24.99 });
    this.customer_id = (await made("POST", "/customers", { email: `${ulid().toLowerCase()}@example.com` })).id;
  }

  /** Places an order, paid by card. */
  place(): Promise<Ended> {
    const items = [{ menu_item_id: this.#item.id, quantity: 1 }];
    const { customer_id } = this;
    const order = { customer_id, location_id: this.#location, order_type: "PICKUP", items };
    return this.#finish(
      "POST",
      "/api/v1/customers/orders",
      { ...order, payment_method_id: "pm_card_visa" },
      this.#staff,
    );
  }

  /** Cancels one, with its money given back and its stock put back. */
  cancel(order_id: string): Promise<Ended> {
    const body = { reason: "customer_request", refund: true, restock: true };
    return this.#finish("POST", `${demo.base}/orders/${order_id}/cancel`, body);
  }

  async detail(order_id: string): Promise<Parsed> {
    return (await this.#client.insist("GET", `${demo.base}/orders/${order_id}`)).body;
  }

  /** What is in stock and not reserved. */
  async available(): Promise<number> {
    return (await this.#client.insist("GET", `${demo.base}/inventory/${this.#item.sku}`)).body.available;
  }

  /** A customer's orders and their sum, as lists show them. */
  async totals(): Promise<{ orders: number; amount: number }> {
    const { body } = await this.#client.insist("GET", `${demo.base}/customers/${this.customer_id}`);
    return { orders: body.total_orders, amount: body.total_order_amount };
  }

  async #finish(method: string, path: string, body: object, as?: Record<string, string>): Promise<Ended> {
    const [key, meanwhile] = [ulid(), [] as Ended["meanwhile"]];
    for (;;) {
      const { status, body: answer } = await this.#client.once(method, path, body, key, as);
      const mayRepeat = status === 0 || status === 503 || answer?.code === "request_in_progress";
      if (!mayRepeat) return { status, body: answer, meanwhile };
      meanwhile.push({ status, message: answer?.message ?? "" });
      await wait(pauseMs);
    }
  }
}
