import { action } from "../../../mixins/actions/action.ts";
import { params } from "../shipments.schema.ts";
import { fulfillmentsOf } from "../store/fulfillments.ts";

/** The fulfilments of an order, oldest first. */
export const ofOrder = action("shipments.ofOrder", params.ofOrder, (ref, { db }) => fulfillmentsOf(db, ref));
