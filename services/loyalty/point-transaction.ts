import type { ActionContext } from "../../mixins/actions/action.ts";
import { idempotent, type TransactionContext } from "../../mixins/actions/idempotent.ts";
import type { Write } from "../contracts.ts";
import { type AccountLedger, openLedger } from "./account-ledger.ts";
import { fail } from "./loyalty.errors.ts";
import type { Owner } from "./store/accounts.ts";
import { lockOrder } from "./store/orders.ts";

/** Changes a customer's points exactly once, on their locked account. Throws `customer_not_found`. */
export function changePoints<Result>(
  context: ActionContext,
  request: Write & Owner & { order_id?: string },
  work: (ledger: AccountLedger) => Promise<Result>,
): Promise<Result> {
  return idempotent(
    context,
    request,
    async (txContext) => work(await open(context, txContext, request)),
    () => request.customer_id,
  );
}

/** Opens the ledger of an action's customer; undefined for an erased customer. */
export const openFor = (
  { db, actor }: ActionContext,
  txContext: TransactionContext,
  { store_id, tenant_id, customer_id }: Owner,
) => openLedger({ ...txContext, db, actor }, { store_id, tenant_id, customer_id });

async function open(context: ActionContext, txContext: TransactionContext, owner: Owner): Promise<AccountLedger> {
  const ledger = await openFor(context, txContext, owner);
  if (!ledger) throw fail("customer_not_found");
  return ledger;
}

/**
 * The same to spend points on an order. The order's row is locked until the commit, so a concurrent cancellation finds
 * the spent points and returns them. Throws `order_not_discountable` for a cancelled order.
 */
export function changeForOrder<Result>(
  context: ActionContext,
  request: Write & Owner & { order_id: string },
  work: (ledger: AccountLedger) => Promise<Result>,
): Promise<Result> {
  return idempotent(
    context,
    request,
    async (txContext) => {
      const { cancelled } = await lockOrder(context.db, txContext.tx, request.store_id, request.order_id);
      if (cancelled) throw fail("order_not_discountable");
      return work(await open(context, txContext, request));
    },
    () => request.customer_id,
  );
}
