import { action } from "../../../mixins/actions/action.ts";
import { transaction } from "../../../mixins/db/transaction.ts";
import { params } from "../customers.schema.ts";
import { recount } from "../store/recount.ts";
import { applyTally } from "../store/totals.ts";

/** Applies the tallies of a rebuild by the rule that also applies to events, so both may run at once. */
export const applyOrders = action("customers.applyOrders", params.applyOrders, ({ store_id, tallies }, { db }) =>
  transaction(db, async (tx) => {
    let applied = 0;
    for (const tally of tallies) if (await applyTally(db, tx, store_id, tally)) applied++;
    return { applied };
  }),
);

/** Repairs the totals of a page of customers from their tallies. */
export const recountTotals = action("customers.recountTotals", params.recountTotals, (page, { db }) =>
  transaction(db, (tx) => recount(db, tx, page)),
);
