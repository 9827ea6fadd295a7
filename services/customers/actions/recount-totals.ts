import { action } from "../../../mixins/actions/action.ts";
import { transaction } from "../../../mixins/db/transaction.ts";
import { params } from "../customers.schema.ts";
import { recount } from "../store/recount.ts";

/** Repairs the totals of a page of customers from the tallies. */
export const recountTotals = action("customers.recountTotals", params.recountTotals, (page, { db }) =>
  transaction(db, (tx) => recount(db, tx, page)),
);
