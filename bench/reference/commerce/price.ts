import { codeKey } from "../../../services/catalog/catalog.rules.ts";
import { type PricedProduct, priceOf } from "../../../services/catalog/pricing.rules.ts";
import type { PromotionState } from "../../../services/catalog/promotions.rules.ts";
import type { Cart, Modifier, OrderType, PricedCart, TaxClass } from "../../../services/contracts.ts";
import type { Shop } from "../authenticate.ts";
import type { Db } from "../connection.ts";
import { refuse } from "../orders/locked.ts";
import { money } from "../rows.ts";

/** The parameters of a total, and of an order. */
export interface CartBody {
  location_id: string;
  items: { menu_item_id: string; quantity: number }[];
  tip_amount?: number;
  promo_code?: string;
}

interface ProductRow extends Omit<PricedProduct, "id" | "modifiers"> {
  public_id: string;
  modifiers: string;
}

/** The price of a cart, by one query for each table, concurrently. */
export async function price(db: Db, shop: Shop, body: CartBody): Promise<PricedCart> {
  const ids = [...new Set(body.items.map(({ menu_item_id }) => menu_item_id))];
  const [[location], products, promotions] = await Promise.all([
    db.rows<{ tax_rate: number; order_types: string }>(
      "SELECT tax_rate, order_types FROM locations WHERE store_id = ? AND public_id = ?",
      [shop.store_id, body.location_id],
    ),
    db.rows<ProductRow>(
      `SELECT public_id, sku, name, price, tax_class, active, track_stock, modifiers FROM products
       WHERE store_id = ? AND public_id IN (${ids.map(() => "?").join(", ")})`,
      [shop.store_id, ...ids],
    ),
    body.promo_code === undefined ? [] : promotionsOf(db, shop, body.promo_code),
  ]);
  if (!location) throw refuse(404, "location_not_found");
  return priceOf(cartOf(shop, body), {
    location: {
      tax_rate: location.tax_rate,
      tax_rates: {},
      order_types: JSON.parse(location.order_types) as OrderType[],
    },
    products: new Map(products.map((row) => [row.public_id, soldOf(row)])),
    promotion: promotions[0],
    now: Date.now(),
  });
}

/** A total as it is shown. */
export function totalView({ sub_total, tax, discount, tip, total, promotion }: PricedCart, shop: Shop) {
  const promo_applied = promotion && {
    code: promotion.code,
    discount: money(promotion.discount, shop),
    description: promotion.description,
  };
  return {
    subtotal: money(sub_total, shop),
    tax: money(tax, shop),
    discount: money(discount, shop),
    tip: money(tip, shop),
    total: money(total, shop),
    promo_applied,
  };
}

type PromotionRow = Omit<PromotionState, "id" | "active" | "used_by_customer"> & { public_id: string; active: number };

async function promotionsOf(db: Db, { store_id }: Shop, code: string): Promise<PromotionState[]> {
  const sql = `SELECT public_id, code, type, value, description, min_subtotal, starts_at, ends_at, usage_limit,
    per_customer_limit, times_used, active FROM promotions WHERE store_id = ? AND code_key = ?`;
  const rows = await db.rows<PromotionRow>(sql, [store_id, codeKey(code)]);
  return rows.map(({ public_id: id, active, ...row }) => ({ ...row, id, active: active === 1, used_by_customer: 0 }));
}

const soldOf = ({ public_id: id, active, track_stock, modifiers, tax_class, ...row }: ProductRow): PricedProduct => ({
  ...row,
  id,
  tax_class: tax_class as TaxClass,
  active: Boolean(active),
  track_stock: Boolean(track_stock),
  modifiers: JSON.parse(modifiers) as Modifier[],
});

const cartOf = (shop: Shop, { location_id, items, tip_amount = 0, promo_code }: CartBody): Cart => ({
  location_id,
  items: items.map(({ menu_item_id: product_id, quantity }) => ({ product_id, quantity })),
  tip: Math.round(Number((tip_amount * 10 ** shop.currency_decimals).toPrecision(15))),
  ...(promo_code === undefined ? {} : { promo_code }),
});
