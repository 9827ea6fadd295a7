import * as t from "../../../mixins/actions/params.ts";
import { adjustment, points, pointsFilter, rewardTypes } from "../../contracts/loyalty.ts";
import { messageStore as store } from "../../contracts/notifications.ts";

const write = { ...t.write, store, customer_id: t.id() };

/** Parameters of orchestra's actions about points. */
export const params = {
  getLoyalty: t.object(t.ofCustomer),
  listPoints: t.object({ ...t.ofCustomer, ...t.paging, ...pointsFilter }),
  adjustPoints: t.object({ ...write, ...adjustment }),
  redeemPoints: t.object({ ...write, points, reward_type: t.oneOf(rewardTypes), order_id: t.optional(t.id()) }),
};
