import { action } from "../../../mixins/actions/action.ts";
import type { ActionResult, Call } from "../../contracts.ts";
import { params } from "../orchestra.schema.ts";

const pageSize = 500;

/**
 * Recounts the totals of a store's customers from its orders, while events continue to change them. The duration grows
 * with the store: call it without a time-out.
 */
export const rebuildCustomerTotals = action(
  "orchestra.rebuildCustomerTotals",
  params.rebuildCustomerTotals,
  async ({ store_id }, { call }) => {
    const orders = await applyTallies(call, store_id);
    const repaired = await recountTotals(call, store_id);
    return { orders, repaired };
  },
);

async function applyTallies(call: Call, store_id: number): Promise<number> {
  let orders = 0;
  for (let after: number | null = 0; after !== null; ) {
    const { tallies, next }: ActionResult<"orders.tallies"> = await call("orders.tallies", {
      store_id,
      after,
      limit: pageSize,
    });
    if (tallies.length > 0) await call("customers.applyOrders", { store_id, tallies });
    orders += tallies.length;
    after = next;
  }
  return orders;
}

async function recountTotals(call: Call, store_id: number): Promise<number> {
  let repaired = 0;
  for (let after: number | null = 0; after !== null; ) {
    const page: ActionResult<"customers.recountTotals"> = await call("customers.recountTotals", {
      store_id,
      after,
      limit: pageSize,
    });
    repaired += page.repaired;
    after = page.next;
  }
  return repaired;
}
