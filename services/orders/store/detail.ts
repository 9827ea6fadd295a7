import type { Database } from "../../../mixins/db/database.ts";
import type { OrderDetail } from "../../contracts.ts";
import { fetchItems } from "./items.ts";
import { fetchOrder } from "./orders.ts";
import { toHead } from "./rows.ts";
import { fetchTimeline } from "./timeline.ts";

/** An order with everything that is kept of it. Throws `order_not_found`. */
export async function fetchDetail(db: Database, store_id: number, order_id: string): Promise<OrderDetail> {
  const row = await fetchOrder(db, store_id, order_id);
  const [items, timeline] = await Promise.all([fetchItems(db, row), fetchTimeline(db, row)]);
  return { ...toHead(row), items, timeline };
}
