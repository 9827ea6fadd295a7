import { Erasures } from "../../../mixins/actions/erasure.ts";

/** The erased customers: their ids alone. */
export const erasures = new Erasures("customer_erasures");
