import type { Endpoint, SurfaceTable } from "../../endpoint.ts";
import { accessOf, credentials, securityScheme, storeHeader } from "./credentials.ts";
import { customers } from "./customers.ts";
import { loyalty } from "./loyalty.ts";
import { orders } from "./orders.ts";

/** Every endpoint of the commerce surface; fixed paths come before those with parameters. */
export const commerceEndpoints: Endpoint[] = [...orders, ...customers, ...loyalty];

/** The surface of restaurants and shops, by roles (contract §6). */
export const commerce: SurfaceTable = {
  name: "commerce",
  title: "Commerce",
  description:
    "Customers, points and orders for restaurants and shops, by roles. All of it is also at `/v1/commerce/customers`.",
  prefix: "/api/v1/customers",
  alsoAt: ["/v1/commerce/customers"],
  credentials,
  securityScheme,
  accessOf,
  storeHeader,
  errors: [[404, "store_not_found", "The store that `X-Store-Id` names does not exist."]],
  endpoints: commerceEndpoints,
};
