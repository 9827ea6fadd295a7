import { action } from "../../../mixins/actions/action.ts";
import { priceCart } from "../pricing.ts";
import { params } from "../schemas/ordering.ts";

/** What an order would cost, by the path of the order that is placed. Throws what `priceCart` throws. */
export const calculateTotal = action(
  "orchestra.calculateTotal",
  params.calculateTotal,
  ({ store, ...asked }, { call }) => priceCart(call, { store_id: store.store_id, ...asked }),
);
