import Joi from "joi";
import type { NewProduct, Store } from "../../contracts.ts";
import { productBody, productFrom } from "../surfaces/merchant/catalog-bodies.ts";
import type { Layout } from "./columns.ts";
import type { Cells, ImportKind } from "./kind.ts";
import { amount, filled, plainText, truth } from "./values.ts";

// Shopify's product CSV, of before and of now, and WooCommerce's product CSV, by the names in their documentation.
const layout: Layout = {
  fields: {
    sku: ["variant_sku"],
    name: ["title"],
    price: ["variant_price"],
    sale_price: [],
    sale_starts: ["date_sale_price_starts"],
    sale_ends: ["date_sale_price_ends"],
    regular_price: [],
    description: ["body_(html)", "short_description"],
    tax_class: [],
    active: [],
    track_stock: [],
    handle: ["url_handle"],
    option1: ["option1_value", "attribute_1_value(s)"],
    option2: ["option2_value", "attribute_2_value(s)"],
    option3: ["option3_value", "attribute_3_value(s)"],
    status: [],
    published: ["published_on_online_store"],
    taxable: ["variant_taxable", "charge_tax"],
    tax_status: [],
    tracker: ["variant_inventory_tracker", "inventory_tracker"],
    stock: [],
    in_stock: ["in_stock?"],
    type: [],
    parent: [],
    id: [],
  },
  unused: ["product_id", "menu_item_id", "created_at", "updated_at", "modifiers"],
  foreign: ["handle", "url_handle", "variant_price", "regular_price", "tax_status", "in_stock?"],
};

const { sku, name, description, price, tax_class, active, track_stock } = productBody;
const schema = Joi.object({
  sku: sku.required(),
  name: name.required(),
  price: price.required(),
  description,
  tax_class,
  active,
  track_stock,
});

/** Products of the product's own fields, of Shopify and of WooCommerce; prices are in the store's currency. */
export const productImport = (store: Store): ImportKind<NewProduct> => ({
  layout,
  schema,
  reader() {
    const now = new Date().toLocaleString("sv-SE", { timeZone: store.timezone });
    // The rows of a product's variants follow its first one, which alone has what they share.
    let shared: Cells = {};
    // WooCommerce's variable products, by both names that their variations give them.
    const parents = new Map<string, Cells>();
    return (cells) => {
      const { handle } = cells;
      if (handle === undefined || handle !== shared.handle) shared = cells;
      const isPicture = handle !== undefined && cells.sku === undefined && cells.price === undefined;
      if (isPicture && cells !== shared) return undefined;
      const priced = { ...cells, ...filled({ price: priceOf(cells, now) }) } as Cells;
      if (handle !== undefined || cells.type === undefined) return productOf(priced, shared);
      // A variable product has no price: its variations do.
      if (!/\bvariable\b/i.test(cells.type)) return variationOf(priced, parents.get(cells.parent ?? ""));
      const { id, sku, tax_class, published } = cells;
      for (const name of [`id:${id}`, sku ?? ""]) parents.set(name, filled({ tax_class, published }) as Cells);
      return undefined;
    };
  },
  item: (checked) => productFrom(checked as unknown as NewProduct, store),
});

function productOf(cells: Cells, shared: Cells): Record<string, unknown> {
  const of = (field: string) => cells[field] ?? shared[field];
  const options = [cells.option1, cells.option2, cells.option3].filter((each) => each && each !== "Default Title");
  const title = of("name");
  const isShopify = shared.handle !== undefined;
  return filled({
    sku: cells.sku,
    name: isShopify && options.length > 0 && title ? `${title} – ${options.join(" / ")}` : title,
    price: amount(cells.price),
    description: plainText(of("description")),
    tax_class: taxClassOf(cells),
    active: activeOf(of("active"), of("status"), of("published")),
    track_stock: trackedOf(cells, isShopify),
  });
}

// What is its parent's tax class is written `parent`, and it is not for sale where its parent is not.
function variationOf({ tax_class, published, ...cells }: Cells, parent: Cells = {}): Record<string, unknown> {
  const own = tax_class?.toLowerCase() === "parent" ? parent.tax_class : tax_class;
  const isHidden = truth(parent.published) === false;
  const shown = filled({ tax_class: own, published: isHidden ? parent.published : published });
  const description = (cells.description ?? "").replaceAll("\\n", "\n");
  const all = { ...cells, ...shown, ...(description === "" ? {} : { description }) } as Cells;
  return productOf(all, all);
}

const priceOf = (cells: Cells, now: string) =>
  cells.price ?? (isOnSale(cells, now) ? cells.sale_price : undefined) ?? cells.regular_price;

// `2026-12-24`, with or without a time, by the shop's clock; the last day is whole.
function isOnSale({ sale_starts = "", sale_ends = "" }: Cells, now: string): boolean {
  const plain = (at: string) => at.replace("T", " ");
  const has = (at: string) => /^\d{4}-\d{2}-\d{2}/.test(at);
  const end = plain(sale_ends).length === 10 ? `${sale_ends} 23:59:59` : plain(sale_ends);
  return !(has(sale_starts) && plain(sale_starts) > now) && !(has(sale_ends) && end < now);
}

function taxClassOf({ tax_class, taxable, tax_status }: Cells): string | undefined {
  if (truth(taxable) === false || tax_status?.toLowerCase() === "none") return "zero";
  return tax_class === undefined ? undefined : tax_class.toLowerCase().replace(/[ _-]rate$/, "");
}

function activeOf(active?: string, status?: string, published?: string): boolean | string | undefined {
  if (active !== undefined) return truth(active);
  if (status !== undefined) return status.toLowerCase() === "active";
  return truth(published);
}

function trackedOf(cells: Cells, isShopify: boolean): boolean | string | undefined {
  if (cells.track_stock !== undefined) return truth(cells.track_stock);
  if (isShopify) return cells.tracker !== undefined;
  return cells.in_stock === undefined ? undefined : cells.stock !== undefined;
}
