import * as t from "../../../mixins/actions/params.ts";
import { sessionClient } from "../../contracts/auth.ts";
import { customerSorts } from "../../contracts/customers.ts";
import type { CustomerChanges, CustomerFilter } from "../../contracts/customers-actions.ts";
import { signInProof, signInStore } from "./sign-in.ts";

const change = {
  ...t.write,
  ...t.ifVersions,
  store: signInStore,
  changes: t.unchecked<CustomerChanges>(),
  client: sessionClient,
};

/** Parameters of orchestra's actions about members; the customers service checks filters and changes. */
export const params = {
  getMember: t.object(t.ofCustomer),
  updateMember: t.object({ ...change, customer_id: t.id(), sign_in: t.optional(signInProof) }),
  updateCustomer: t.object({ ...change, user_id: t.integer(), as_full_name: t.optional(t.boolean()) }),
  searchMembers: t.object({
    ...t.inStore,
    ...t.paging,
    filter: t.unchecked<CustomerFilter>(),
    sort: t.sorting(customerSorts),
  }),
};
