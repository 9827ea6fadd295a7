import * as t from "../../../mixins/actions/params.ts";
import { customerSorts } from "../../contracts/customers.ts";
import type { CustomerFilter } from "../../contracts/customers-actions.ts";

/** What orchestra's actions about members take; what a search may ask for, the customers service checks. */
export const params = {
  getMember: t.object(t.ofCustomer),
  searchMembers: t.object({
    ...t.inStore,
    ...t.paging,
    filter: t.unchecked<CustomerFilter>(),
    sort: t.sorting(customerSorts),
  }),
};
