import { action } from "../../../mixins/actions/action.ts";
import { params } from "../orders.schema.ts";
import { isAddressAwaited } from "../store/lookups.ts";

/** Says whether an order that has not left the system is to go to an address of its customer's book. */
export const usesAddress = action("orders.usesAddress", params.usesAddress, async (asked, { db }) => ({
  used: await isAddressAwaited(db, asked),
}));
