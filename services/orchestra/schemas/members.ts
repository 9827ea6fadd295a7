import * as t from "../../../mixins/actions/params.ts";
import { customerSorts } from "../../contracts/customers.ts";
import type { CustomerChanges, CustomerFilter } from "../../contracts/customers-actions.ts";

/** Parameters of orchestra's actions about members; the customers service checks filters and changes. */
export const params = {
  getMember: t.object(t.ofCustomer),
  updateMember: t.object({
    ...t.ofCustomer,
    ...t.write,
    ...t.ifVersions,
    country: t.string().length(2),
    changes: t.unchecked<CustomerChanges>(),
  }),
  searchMembers: t.object({
    ...t.inStore,
    ...t.paging,
    filter: t.unchecked<CustomerFilter>(),
    sort: t.sorting(customerSorts),
  }),
};
