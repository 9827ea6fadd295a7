import type { OrderReturn, ReturnStatus } from "../services/contracts.ts";
import type { DemoOrder } from "./demo-orders.ts";
import { idWithin } from "./ids-within.ts";
import { sampleTimelineOf } from "./order-parts.ts";
import { between, chance, pick, randomOf } from "./random.ts";
import { dayMs } from "./stores.ts";

/**
 * The return of a sample order; undefined for most. Some delivered orders have a return of one item that is requested,
 * approved or rejected. None is received: that would also have changed payments and stock.
 */
export function sampleReturnOf(order: DemoOrder): OrderReturn | undefined {
  const delivered_at = sampleTimelineOf(order).find(({ data }) => data?.to === "delivered")?.at;
  const random = randomOf("return", order.id);
  const [item] = order.items;
  if (delivered_at === undefined || order.status !== "delivered" || !item || !chance(random, 0.15)) return undefined;
  const status = pick(random, statuses);
  const created_at = delivered_at + between(random, 1, 48) * (dayMs / 24);
  return {
    id: idWithin("ret", order.id, 1),
    order_id: order.id,
    order_number: order.order_number,
    customer_id: order.customer_id,
    status,
    items: [
      {
        item_id: item.id,
        product_id: item.product_id,
        sku: item.sku,
        name: item.name,
        quantity: 1,
        resolution: chance(random, 0.7) ? "refund" : "replacement",
        return_reason: pick(random, reasons),
        amount: Math.round(item.worth / item.quantity),
      },
    ],
    shipping_address: order.shipping_address,
    refund_amount: null,
    currency: order.currency,
    replacement_order_id: null,
    note: status === "rejected" ? "It shows signs of use, so we cannot take it back." : null,
    version: status === "requested" ? 1 : 2,
    created_at,
    updated_at: status === "requested" ? created_at : created_at + dayMs,
  };
}

const statuses: ReturnStatus[] = ["requested", "requested", "approved", "rejected"];

const reasons = ["Arrived damaged.", "Not the size I need.", "Not as in the picture.", "I ordered the wrong one."];
