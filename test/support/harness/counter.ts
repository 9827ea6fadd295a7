import "./data.ts";
import { ulid } from "ulid";
import { ask, type Credential, type Parsed, type Reply } from "./index.ts";
import { newCustomer, newShop, type Shop, staffOf } from "./shop.ts";

/** A shop with a place to order at, something to order and somebody who orders. */
export interface Counter {
  shop: Shop;
  location_id: string;
  /** What costs 24.99 and is in stock a hundred times. */
  item: Parsed;
  customer: Parsed;
  /** That customer's own credential. */
  buyer: Credential;
  staff: Credential;
  /** Makes another item, so often in stock. */
  stock(price: number, on_hand: number, more?: object): Promise<Parsed>;
  /** Places an order of one piece for pick-up as the customer, changed by what is given. */
  order(body?: object, as?: Credential): Promise<Reply>;
}

/** Opens one; its taxes are 10 %, and `SAVE10` takes 10 % off. */
export async function openCounter(): Promise<Counter> {
  const shop = await newShop({ country: "US", currency: "USD" });
  const made = async (path: string, body: object): Promise<Parsed> => {
    const reply = await shop.ask("POST", path, { body });
    if (reply.status !== 201) throw new Error(`${path} was not made: ${reply.text}`);
    return reply.body;
  };
  const order_types = ["PICKUP", "DELIVERY", "DINE_IN", "SHIP"];
  const { id: location_id } = await made("/locations", { name: "Kitchen", tax_rate: 0.1, order_types });
  await made("/promotions", { code: "SAVE10", type: "percentage", value: 10, description: "10% off your order" });
  async function stock(price: number, on_hand: number, more: object = {}): Promise<Parsed> {
    const sku = `SKU-${ulid()}`;
    await shop.ask("PUT", `/inventory/${sku}`, { body: { on_hand } });
    return made("/products", { sku, name: "Pasta", price, ...more });
  }
  const modifiers = [{ name: "Extra cheese", price: 1.5 }];
  const item = await stock(24.99, 100, { modifiers });
  const customer = await newCustomer(shop, { first_name: "John", last_name: "Doe" });
  const buyer = staffOf(shop.store, ["customer"], customer.id);
  const staff = staffOf(shop.store, ["restaurant_manager"]);
  const plain = { location_id, order_type: "PICKUP", payment_method_id: "pm_card_visa" };
  const items = [{ menu_item_id: item.id, quantity: 1 }];
  const order = (body: object = {}, as = buyer) =>
    ask("POST", "/api/v1/customers/orders", { as, body: { ...plain, items, ...body } });
  return { shop, location_id, item, customer, buyer, staff, stock, order };
}
