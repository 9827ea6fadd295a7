import { ulid } from "ulid";
import { isError } from "../../mixins/actions/errors.ts";
import type { Order, OrderDetail } from "../../services/contracts.ts";
import type { Parsed } from "./harness/http.ts";
import type { Client } from "./load.ts";
import type { LoadActions } from "./load-actions.ts";
import { demo } from "./load-cluster.ts";

const store = { store_id: 22, tenant_id: "ten_demo" };

/** What a test does with an order, and what must hold in the end. */
export type Operation = "cancel" | "fulfil" | "status" | "bulk_fulfil" | "bulk_status";

/** An order of a test: paid by the sandbox, of two SKUs, with an e-mail address of its own. */
export interface LoadOrder {
  order: OrderDetail;
  email: string;
}

/** Orders that tests make beside the gateway and change through it. */
export class Orders {
  readonly skus = Array.from({ length: 4 }, () => `SKU-${ulid()}`);
  readonly #actions: LoadActions;

  constructor(actions: LoadActions) {
    this.#actions = actions;
  }

  /** Sets the stock of each SKU. */
  async stock(onHand: number): Promise<void> {
    for (const sku of this.skus)
      await this.#actions.insist("inventory.set", { ...store, sku, on_hand: onHand, idempotency_key: ulid() });
  }

  /** Makes an order of 2 pieces of one SKU and 1 of another, with its money taken unless the card declines. */
  async make(paymentMethod = "pm_card_ok"): Promise<LoadOrder> {
    const [first = "", second = ""] = [...this.skus].sort(() => Math.random() - 0.5);
    const email = `${ulid().toLowerCase()}@example.com`;
    const item = (sku: string, quantity: number) => ({
      product_id: "item_load",
      sku,
      name: `Piece of ${sku}`,
      quantity,
      unit_price: 1_000,
    });
    const amounts = { sub_total: 3_000, discount: 0, tax: 0, shipping: 0, tip: 0 };
    const order = await this.#actions.insist("orders.create", {
      ...store,
      idempotency_key: ulid(),
      order: {
        customer_id: `cust_${ulid()}`,
        contact: { name: "Load Tester", email, phone: null },
        currency: "BDT",
        items: [item(first, 2), item(second, 1)],
        ...amounts,
        payment_method: "card",
        payment_status: "captured",
        financial_status: "paid",
      },
    });
    const paying = this.#actions.insist("payments.authorize", {
      ...store,
      order_id: order.id,
      idempotency_key: ulid(),
      provider: "sandbox",
      method: "card",
      payment_method_id: paymentMethod,
      amount: 3_000,
      currency: "BDT",
      capture: true,
    });
    await paying.catch((error) => {
      if (paymentMethod !== "pm_card_declined" || !isError(error, "payment_declined")) throw error;
    });
    return { order, email };
  }
}

/** Reads an order as the merchant does. */
export async function detailOf(client: Client, { id }: Pick<Order, "id">): Promise<Parsed> {
  const { status, body } = await client.insist("GET", `${demo.base}/orders/${id}`);
  if (status !== 200) throw new Error(`${id} is answered with ${status} ${JSON.stringify(body)}`);
  return body;
}

/** The stock on hand of each SKU. */
export async function shelfOf(client: Client, skus: string[]): Promise<Record<string, number>> {
  const levels = skus.map(async (sku) => {
    const { body } = await client.insist("GET", `${demo.base}/inventory/${sku}`);
    return [sku, body.on_hand];
  });
  return Object.fromEntries(await Promise.all(levels));
}

/** Subjects of the e-mails that an address received. */
export async function mailsTo(client: Client, email: string): Promise<string[]> {
  const { body } = await client.insist("GET", `/dev/mailbox?recipient=${encodeURIComponent(email)}`);
  return body.messages.map(({ subject }: Parsed) => subject);
}
