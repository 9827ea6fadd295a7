import * as t from "../../mixins/actions/params.ts";
import { adjustment, points, pointsFilter, rewardTypes } from "../contracts/loyalty.ts";

// Parameters of this service's actions, as other services send them. What a client may send is the surfaces' matter.

const write = { ...t.ofCustomer, ...t.write, tenant_id: t.id() };
const ofRedemption = { redemption_id: t.id() };

/** Parameters of the loyalty service's actions. */
export const params = {
  status: t.object(t.ofCustomer),
  ofMany: t.object({ ...t.inStore, customer_ids: t.list(t.id()).max(1_000) }),
  transactions: t.object({ ...t.ofCustomer, ...t.paging, ...pointsFilter }),
  adjust: t.object({ ...write, ...adjustment }),
  redeem: t.object({
    ...write,
    points,
    reward_type: t.oneOf(rewardTypes),
    order_id: t.optional(t.id()),
    currency_decimals: t.integer().min(0).max(4),
    redemption_id: t.optional(t.id()),
  }),
  returnRedemption: t.object({ ...write, ...ofRedemption, ...t.partial(t.undo) }),
  getRedemption: t.object({ ...t.ofCustomer, ...ofRedemption }),
  spendRedemption: t.object({ ...write, ...ofRedemption, order_id: t.id() }),
  unspendRedemption: t.object({ ...write, ...ofRedemption, ...t.undo, order_id: t.id() }),
  check: t.object({ ...t.inStore, after: t.optional(t.integer()), limit: t.paging.limit }),
};
