import * as t from "../../../mixins/actions/params.ts";

/** What orchestra's actions about a customer's account take. */
export const params = {
  getProfile: t.object(t.ofCustomer),
  deleteAddress: t.object({ ...t.ofCustomer, ...t.write, address_id: t.id() }),
};
