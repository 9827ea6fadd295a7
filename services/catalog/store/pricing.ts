import type { Database } from "../../../mixins/db/database.ts";
import { readTogether } from "../../../mixins/db/read-together.ts";
import { marks } from "../../../mixins/db/sql.ts";
import { findRow } from "../../../mixins/db/statements.ts";
import type { ActionParams, OrderType } from "../../contracts.ts";
import { fail } from "../catalog.errors.ts";
import { codeKey } from "../catalog.rules.ts";
import type { PriceInputs } from "../pricing.rules.ts";
import type { PromotionState } from "../promotions.rules.ts";
import { readRates } from "./locations.ts";
import { toPricedProduct } from "./products.ts";
import { toPromotion } from "./promotions.ts";
import type { RecordRow } from "./records.ts";

/** Fetches the data that a cart is priced with, one query per table. Throws `location_not_found`. */
export async function fetchPriceInputs(
  db: Database,
  { store_id, cart, customer_id }: ActionParams<"catalog.price">,
): Promise<Omit<PriceInputs, "now">> {
  const [location, products, promotion] = await Promise.all([
    locationOf(db, store_id, cart.location_id),
    productsOf(db, store_id, [...new Set(cart.items.map(({ product_id }) => product_id))]),
    cart.promo_code === undefined ? undefined : promotionOf(db, store_id, cart.promo_code, customer_id),
  ]);
  return { location, products, promotion };
}

async function locationOf(db: Database, store_id: number, public_id: string): Promise<PriceInputs["location"]> {
  const columns = "public_id, store_id, tax_rate, tax_rates, order_types";
  const row = await findRow<RecordRow>(db, "locations", { store_id, public_id }, undefined, columns);
  if (!row) throw fail("location_not_found");
  const order_types = JSON.parse(String(row.order_types)) as OrderType[];
  return { tax_rate: Number(row.tax_rate), tax_rates: readRates(row.tax_rates), order_types };
}

async function productsOf(db: Database, store_id: number, wanted: readonly string[]): Promise<PriceInputs["products"]> {
  return readTogether(db, `priced products ${store_id}`, wanted, async (all) => {
    const ids = [...new Set(all.flat())];
    const sql = `SELECT public_id, sku, name, price, tax_class, active, track_stock, modifiers FROM products
      WHERE store_id = ? AND public_id IN (${marks(ids)})`;
    const rows = await db.rows<RecordRow>(sql, [store_id, ...ids], undefined, ids.length > 3 ? "text" : "prepared");
    const products = new Map(rows.map((row) => [row.public_id, toPricedProduct(row)]));
    return all.map(() => products);
  });
}

async function promotionOf(
  db: Database,
  store_id: number,
  code: string,
  customer_id: string | undefined,
): Promise<PromotionState | undefined> {
  // Without a customer, the comparison with NULL finds no uses.
  const uses = `SELECT COUNT(*) FROM promotion_uses u
    WHERE u.store_id = p.store_id AND u.customer_id = ? AND u.promotion_id = p.id`;
  const sql = `SELECT p.*, (${uses}) AS used_by_customer FROM promotions p WHERE p.store_id = ? AND p.code_key = ?`;
  const key = codeKey(code);
  const row = await db.row<RecordRow>(sql, [customer_id ?? null, store_id, key]);
  if (row?.code_key !== key) return undefined;
  return { ...toPromotion(row), used_by_customer: Number(row.used_by_customer) };
}
