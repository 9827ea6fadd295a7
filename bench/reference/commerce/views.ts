import type { OrderItemModifier } from "../../../services/contracts.ts";
import type { Shop } from "../authenticate.ts";
import type { ItemRow, OrderRow } from "../orders/rows.ts";
import { paymentView, type ShownPayment } from "../orders/views.ts";
import { money } from "../rows.ts";

const iso = (time: number) => new Date(time).toISOString();

/** An order that was just placed, as the commerce surface shows it. */
export const placedView = (
  row: OrderRow & { location_id: string | null; order_type: string | null },
  { items, payment }: { items: ItemRow[]; payment: ShownPayment },
  shop: Shop,
) => ({
  id: row.public_id,
  order_number: row.order_number,
  customer_id: row.customer_id,
  status: row.status,
  order_type: row.order_type,
  location_id: row.location_id,
  scheduled_time: null,
  items: items.map((item) => itemView(item, shop)),
  subtotal: money(row.sub_total, shop),
  discount: money(row.discount, shop),
  tax: money(row.tax, shop),
  shipping: money(row.shipping, shop),
  tip: money(row.tip, shop),
  total: money(row.grand_total, shop),
  currency: row.currency,
  payment_status: row.payment_status,
  created_at: iso(row.created_at),
  updated_at: iso(row.updated_at),
  promo_applied: null,
  payment: ownPaymentView(payment, shop),
});

// What a payer sees of a payment: neither the provider nor its words.
function ownPaymentView(payment: ShownPayment, shop: Shop) {
  const { provider: _provider, failure_reason: _words, ...shown } = paymentView(payment, shop);
  return { ...shown, next_action: null };
}

const itemView = (item: ItemRow, shop: Shop) => ({
  id: item.public_id,
  menu_item_id: item.product_id,
  name: item.name,
  quantity: item.quantity,
  unit_price: money(item.unit_price, shop),
  modifiers: (JSON.parse(item.modifiers ?? "[]") as OrderItemModifier[]).map(({ id, name, price, quantity }) => ({
    modifier_id: id,
    name,
    price: money(price, shop),
    quantity,
  })),
  special_instructions: item.special_instructions,
  total: money(item.total, shop),
});
