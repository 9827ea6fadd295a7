import type { TypeOf } from "../../mixins/actions/params.ts";
import type { params } from "../shipments/shipments.schema.ts";
import type { ActionsOf } from "./common.ts";
import type { Fulfillment } from "./shipments.ts";

export type NewFulfillment = TypeOf<typeof params.create>["fulfillment"];
export type FulfillmentChanges = TypeOf<typeof params.update>["changes"];

/** Actions of the shipments service. */
export type ShipmentsActions = ActionsOf<
  "shipments",
  typeof params,
  {
    ofOrder: Fulfillment[];
    /**
     * Makes a fulfilment under an id that its caller made; books the courier when it names one.
     * Throws `courier_not_found`, `courier_refused`.
     */
    create: Fulfillment;
    /** Makes one without a courier, before its order counts it by `orders.fulfil`. */
    record: Fulfillment;
    /** Compensates `record`, also one that arrives later. */
    withdraw: { withdrawn: boolean };
    /** Throws `fulfillment_not_found`. */
    update: Fulfillment;
    /** Cancels a fulfilment and its courier; with `undoes`, the key of a step, also one that may still be on its way. */
    cancel: { cancelled: boolean };
  }
>;
