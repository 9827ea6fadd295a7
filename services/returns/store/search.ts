import type { Database, SqlValue } from "../../../mixins/db/database.ts";
import { listByCreation } from "../../../mixins/db/listing.ts";
import type { ActionParams, List, OrderReturn } from "../../contracts.ts";
import { returnCounts } from "./counts.ts";
import { type ReturnRow, toReturn } from "./rows.ts";

/** A page of a store's returns that fit a filter, newest first. */
export async function searchReturns(
  db: Database,
  { store_id, filter, ...paging }: ActionParams<"returns.search">,
): Promise<List<OrderReturn>> {
  const given = (["customer_id", "order_id", "status"] as const).filter((column) => filter[column] !== undefined);
  const where = {
    text: ["store_id = ?", ...given.map((column) => `${column} = ?`)].join(" AND "),
    values: [store_id, ...given.map((column) => filter[column] as SqlValue)],
  };
  const counted = () => returnCounts.total(db, store_id, 0);
  const listing = { table: "returns", of: filter.customer_id, where, capped: given.length > 0, counted };
  const list = await listByCreation<ReturnRow>(db, listing, paging);
  return { ...list, items: list.items.map(toReturn) };
}
