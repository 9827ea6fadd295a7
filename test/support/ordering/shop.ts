import { ulid } from "ulid";
import type {
  ActionParams,
  Call,
  Location,
  MessageStore,
  NewProduct,
  NewPromotion,
  OrderRequest,
  Product,
  Promotion,
} from "../../../services/contracts.ts";
import { until } from "../until.ts";

type Placing = ActionParams<"orchestra.placeOrder">;

/** A store where orders are placed, whichever way its actions are called. */
export class OrderingShop {
  readonly store: MessageStore;
  readonly call: Call;
  location!: Location;
  product!: Product;

  constructor(call: Call, store_id: number, tenant_id = "ten_ordering") {
    this.call = call;
    this.store = {
      store_id,
      tenant_id,
      name: "Ordering",
      language: "en",
      currency: "BDT",
      currency_decimals: 2,
      timezone: "Asia/Dhaka",
    } as MessageStore;
  }

  /** Creates a location with 10 % tax, and a product of 24.99 with a stock. */
  async open(onHand = 1_000): Promise<this> {
    const location = { name: "Kitchen", tax_rate: 100_000, order_types: ["PICKUP" as const, "DELIVERY" as const] };
    this.location = await this.call("catalog.createLocation", { ...this.write(), location });
    this.product = await this.newProduct({}, onHand);
    return this;
  }

  async newProduct(fields: Partial<NewProduct> = {}, onHand?: number): Promise<Product> {
    const sku = `SKU-${ulid()}`;
    const product = { sku, name: "Pasta", price: 2_499, ...fields };
    const made = await this.call("catalog.createProduct", { ...this.write(), product });
    if (onHand !== undefined) await this.call("inventory.set", { ...this.write(), sku: made.sku, on_hand: onHand });
    return made;
  }

  newPromotion(fields: Partial<NewPromotion> = {}): Promise<Promotion> {
    const promotion = { code: `C-${ulid()}`, type: "percentage" as const, value: 1_000, ...fields };
    return this.call("catalog.createPromotion", { ...this.write(), promotion });
  }

  async newCustomer(): Promise<string> {
    const email = `${ulid().toLowerCase()}@example.com`;
    const customer = { email, first_name: "Ada", last_name: "Lovelace", registration_source: "APP" as const };
    return (await this.call("customers.create", { ...this.write(), country: "BD", customer })).id;
  }

  /** A redemption of the customer's points: a discount of 5.00. */
  async newRedemption(customer_id: string): Promise<string> {
    const member = { customer_id };
    await this.call("loyalty.adjust", { ...this.write(), ...member, adjustment: 500, reason: "A gift" });
    const redeem = { ...member, points: 500, reward_type: "discount" as const, currency_decimals: 2 };
    return (await this.call("loyalty.redeem", { ...this.write(), ...redeem })).redemption.id;
  }

  /** Two pieces of the product, fetched by the customer, with a card that pays. */
  request(fields: Partial<OrderRequest> = {}): OrderRequest {
    return {
      location_id: this.location.id,
      order_type: "PICKUP",
      items: [{ product_id: this.product.id, quantity: 2 }],
      payment_method_id: "pm_card_ok",
      ...fields,
    };
  }

  placing(customer_id: string, fields: Partial<OrderRequest> = {}, idempotency_key: string = ulid()): Placing {
    return { store: this.store, customer_id, order: this.request(fields), idempotency_key };
  }

  place(customer_id: string, fields: Partial<OrderRequest> = {}, key?: string) {
    return this.call("orchestra.placeOrder", this.placing(customer_id, fields, key));
  }

  total(customer_id: string, fields: Partial<OrderRequest> = {}) {
    const { payment_method_id, scheduled_at, shipping_address, shipping_address_id, note, redemption_id, ...cart } =
      this.request(fields);
    return this.call("orchestra.calculateTotal", { store: this.store, customer_id, cart, redemption_id });
  }

  /** The stock on hand, and what of it is reserved. */
  async shelf({ sku }: Pick<Product, "sku"> = this.product) {
    const { on_hand, reserved } = await this.call("inventory.get", { store_id: this.store.store_id, sku });
    return { on_hand, reserved };
  }

  async uses({ id: promotion_id }: Pick<Promotion, "id">): Promise<number> {
    return (await this.call("catalog.getPromotion", { store_id: this.store.store_id, promotion_id })).times_used;
  }

  /** The customer's orders, newest first. */
  async orders(customer_id: string) {
    const asked = { store_id: this.store.store_id, filter: { customer_id }, limit: 100 };
    return (await this.call("orders.search", asked)).items;
  }

  money(order_id: string) {
    return this.call("payments.ofOrder", { store_id: this.store.store_id, order_id });
  }

  redemption(customer_id: string, redemption_id: string) {
    return this.call("loyalty.getRedemption", { store_id: this.store.store_id, customer_id, redemption_id });
  }

  write() {
    const { store_id, tenant_id } = this.store;
    return { store_id, tenant_id, idempotency_key: ulid() };
  }

  /** Waits until no workflow runs; returns those that are stuck. */
  async untilNothingRuns() {
    await until(async () => {
      const states = ["running", "undoing"] as const;
      const open = await Promise.all(states.map((state) => this.call("orchestra.listRuns", { state, limit: 10 })));
      return open.flat().length === 0;
    }, 60_000);
    return this.call("orchestra.listRuns", { state: "stuck", limit: 10 });
  }
}
