import type { ActionContext } from "../../mixins/actions/action.ts";
import { idempotent, type TransactionContext } from "../../mixins/actions/idempotent.ts";
import type { Write } from "../contracts.ts";
import { type AccountLedger, openLedger } from "./account-ledger.ts";
import { fail } from "./loyalty.errors.ts";
import type { Owner } from "./store/accounts.ts";
import { openOrder } from "./store/orders.ts";

/**
 * Changes a customer's points exactly once, on their locked account. To spend points on an order, its row is locked
 * first, until the commit: a concurrent cancellation then finds the spent points and returns them. Throws
 * `customer_not_found`, `order_not_discountable` for a cancelled order.
 */
export function changePoints<Result>(
  context: ActionContext,
  request: Write & Owner,
  work: (ledger: AccountLedger) => Promise<Result>,
  spentOn?: string,
): Promise<Result> {
  return idempotent(
    context,
    request,
    async (txContext) => {
      if (spentOn !== undefined) {
        const { cancelled } = await openOrder(context.db, txContext.tx, request.store_id, spentOn);
        if (cancelled) throw fail("order_not_discountable");
      }
      const ledger = await openFor(context, txContext, request);
      if (!ledger) throw fail("customer_not_found");
      return work(ledger);
    },
    () => request.customer_id,
  );
}

/** Opens the ledger of an action's customer; undefined for an erased customer. */
export const openFor = (
  { db, actor }: ActionContext,
  txContext: TransactionContext,
  { store_id, tenant_id, customer_id }: Owner,
) => openLedger({ ...txContext, db, actor }, { store_id, tenant_id, customer_id });
