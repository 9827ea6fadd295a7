import { ulid } from "ulid";
import { signToken } from "../../services/auth/tokens.ts";
import type { Parsed } from "../support/harness/http.ts";
import { Client } from "../support/load.ts";

const store_id = 22;
const tenant_id = "ten_demo";
const seconds = 24 * 3600;

/** Pieces of each SKU on the shelf at the start. */
export const onHand = 1_000_000;

/** What is sold, where, and to whom: made by the API before the first fault. */
export interface Goods {
  location_id: string;
  products: { id: string; sku: string }[];
}

export const merchant = "/merchant/api/v1/domains/dom_demo";

/** Clients of a gateway: a merchant's, and one of the store's staff. */
export function clientsOf(url: string): { merchant: Client; staff: Client } {
  const bearer = (token: string) => ({ Authorization: `Bearer ${token}` });
  const owner = signToken("merchant", { sub: "user_torture", tenant_id, domain_ids: ["dom_demo"] }, seconds);
  const staff = signToken("commerce", { sub: "staff_torture", tenant_id, store_id, roles: ["tenant_admin"] }, seconds);
  return { merchant: new Client(url, bearer(owner)), staff: new Client(url, bearer(staff)) };
}

/** A client of the store's customer. */
export const shopperOf = (url: string, customer_id: string): Client =>
  new Client(url, { Authorization: `Bearer ${signToken("storefront", { sub: customer_id, store_id }, seconds)}` });

/** Puts some products on the shelf. */
export async function openShop(url: string): Promise<Goods> {
  const { merchant: client } = clientsOf(url);
  const location = { name: "Torture", tax_rate: 0.1, order_types: ["PICKUP", "DELIVERY"] };
  const { id: location_id } = await post(client, "/locations", location);
  const products: Goods["products"] = [];
  for (const price of [10, 24.99, 3.33]) {
    const sku = `TORTURE-${ulid()}`;
    const { id } = await post(client, "/products", { sku, name: `Piece for ${price}`, price });
    const { status, body } = await client.insist("PUT", `${merchant}/inventory/${sku}`, { on_hand: onHand });
    if (status >= 300) throw new Error(`Stock is answered with ${status} ${JSON.stringify(body)}`);
    products.push({ id, sku });
  }
  return { location_id, products };
}

/** Makes a customer with a mailbox of their own. */
export const newCustomer = async (client: Client): Promise<{ id: string; email: string }> => {
  const email = `${ulid().toLowerCase()}@example.com`;
  return { id: (await post(client, "/customers", { email, first_name: "Tor", last_name: "Ture" })).id, email };
};

async function post(client: Client, path: string, of: object): Promise<Parsed> {
  const { status, body } = await client.insist("POST", `${merchant}${path}`, of);
  if (status !== 201) throw new Error(`${path} is answered with ${status} ${JSON.stringify(body)}`);
  return body;
}
