import { action } from "../../../mixins/actions/action.ts";
import { transaction } from "../../../mixins/db/transaction.ts";
import { params } from "../customers.schema.ts";
import { applyTally } from "../store/totals.ts";

/** Takes over tallies of orders that a rebuild brings; the same rule as for the events, so both may run at once. */
export const applyOrders = action("customers.applyOrders", params.applyOrders, ({ store_id, tallies }, { db }) =>
  transaction(db, async (tx) => {
    let applied = 0;
    for (const tally of tallies) if (await applyTally(db, tx, store_id, tally)) applied++;
    return { applied };
  }),
);
