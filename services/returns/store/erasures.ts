import { Erasures } from "../../../mixins/actions/erasures.ts";

/** Customers whose returns may still be on their way. */
export const returnErasures = new Erasures("return_erasures");
