import type { OrderItem } from "../services/contracts.ts";
import { demoProducts, type SampleProduct } from "./products.ts";
import { between, chance, pick, type Random } from "./random.ts";
import type { SampleStore } from "./stores.ts";

/** A line of a sample order. */
export type SampleLine = Pick<
  OrderItem,
  "product_id" | "sku" | "name" | "quantity" | "unit_price" | "total" | "modifiers"
>;

/** Generates the lines of an order, each of another product of the demo. */
export function sampleLines(random: Random, store: SampleStore, count: number): SampleLine[] {
  const products = productsOf(store);
  const first = between(random, 0, products.length - 1);
  // Steps of five do not return to a product within an order.
  return Array.from({ length: count }, (_, index) =>
    lineOf(random, products[(first + index * 5) % products.length] as SampleProduct),
  );
}

/** The taxable part of the lines, in minor units. */
export const taxableOf = (lines: readonly SampleLine[]): number =>
  lines.reduce((sum, line) => sum + taxedPart(line), 0);

/** What of a line is taxed. */
export const taxedPart = ({ sku, total }: SampleLine): number => (untaxed.has(sku) ? 0 : total);

function lineOf(random: Random, { id, sku, name, price, modifiers: offered }: SampleProduct): SampleLine {
  const quantity = between(random, 1, 3);
  const modifiers = offered.length > 0 && chance(random, 0.3) ? [{ ...pick(random, offered), quantity: 1 }] : [];
  const extra = modifiers.reduce((sum, modifier) => sum + modifier.price, 0);
  return { product_id: id, sku, name, quantity, unit_price: price, total: quantity * (price + extra), modifiers };
}

const untaxed = new Set(
  demoProducts({ store_id: 0, country: "US" })
    .filter(({ tax_class }) => tax_class === "zero")
    .map(({ sku }) => sku),
);

// A cache: a million orders share the same few products.
const known = new Map<number, SampleProduct[]>();

function productsOf(store: SampleStore): SampleProduct[] {
  const products = known.get(store.store_id) ?? demoProducts(store);
  known.set(store.store_id, products);
  return products;
}
