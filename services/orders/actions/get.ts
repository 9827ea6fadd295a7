import { action } from "../../../mixins/actions/action.ts";
import { params } from "../orders.schema.ts";
import { fetchDetail } from "../store/detail.ts";

/** Gives an order with its items and timeline. Throws `order_not_found`. */
export const get = action("orders.get", params.get, ({ store_id, order_id }, { db }) =>
  fetchDetail(db, store_id, order_id),
);
