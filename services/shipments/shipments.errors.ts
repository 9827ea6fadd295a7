import { errorsOf } from "../../mixins/actions/errors.ts";

/** Errors of the shipments service. */
export const shipmentErrors = {
  fulfillment_not_found: [404, "The order has no such fulfilment."],
  fulfillment_exists: [409, "There is a fulfilment of this id already. Make another id."],
  fulfillment_cancelled: [409, "The fulfilment was cancelled before it was made."],
  invalid_fulfillment_transition: [409, "A fulfilment that is cancelled stays as it is."],
  courier_not_found: [422, "There is no courier of this provider_id. Leave it null for one that you arrange yourself."],
  courier_refused: [422, "The courier refuses to take this parcel."],
} as const;

export const fail = errorsOf(shipmentErrors);
