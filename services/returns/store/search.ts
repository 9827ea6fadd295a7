import type { Database } from "../../../mixins/db/database.ts";
import { listNewest } from "../../../mixins/db/keyset.ts";
import { equal } from "../../../mixins/db/sql.ts";
import type { ActionParams, List, OrderReturn } from "../../contracts.ts";
import { returnCounts } from "./counts.ts";
import { toReturn } from "./rows.ts";

/** A page of a store's returns that match a filter, newest first. */
export function searchReturns(
  db: Database,
  { store_id, filter, ...paging }: ActionParams<"returns.search">,
): Promise<List<OrderReturn>> {
  const { customer_id, order_id, status } = filter;
  const listing = {
    table: "returns",
    of: customer_id,
    where: equal({ store_id }),
    filters: equal({ customer_id, order_id, status }),
    total: () => returnCounts.total(db, store_id, 0),
  };
  return listNewest(db, listing, paging, toReturn);
}
