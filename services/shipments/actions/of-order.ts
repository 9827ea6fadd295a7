import { action } from "../../../mixins/actions/action.ts";
import { params } from "../shipments.schema.ts";
import { fulfillmentsOf } from "../store/fulfillments.ts";

/** Gives the fulfilments of an order, the first made first. */
export const ofOrder = action("shipments.ofOrder", params.ofOrder, (ref, { db }) => fulfillmentsOf(db, ref));
