import type { Store } from "../../../contracts.ts";
import type { ErrorLine } from "../../endpoint.ts";

/** The `Location` of a record that was created in a collection of a domain. */
export const locationIn =
  (collection: string) =>
  ({ id }: { id: string }, { store }: { store: Store }) =>
    `/merchant/api/v1/domains/${store.domain_id}/${collection}/${id}`;

/** The error of a read or write whose path names no record of the domain. */
export const notFound = (thing: string): ErrorLine => [
  404,
  `${thing}_not_found`,
  `No ${thing} of this domain has this id.`,
];
