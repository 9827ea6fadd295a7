import { action } from "../../../mixins/actions/action.ts";
import { priceCart } from "../pricing.ts";
import { params } from "../schemas/ordering.ts";

/** The price of an order, by the same path as placing it. Throws the errors of `priceCart`. */
export const calculateTotal = action(
  "orchestra.calculateTotal",
  params.calculateTotal,
  ({ store, ...request }, { call }) => priceCart(call, { store_id: store.store_id, ...request }),
);
