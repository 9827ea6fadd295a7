import { Erasures } from "../../../mixins/actions/erasure.ts";

/** Erased customers for whom a fulfilment may still come. */
export const shipmentErasures = new Erasures("shipment_erasures");
