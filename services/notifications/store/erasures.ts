import { Erasures } from "../../../mixins/actions/erasure.ts";

/** Erased customers to whom a message may still come. */
export const messageErasures = new Erasures("notification_erasures");
