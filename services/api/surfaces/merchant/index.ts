import type { SurfaceTable } from "../../endpoint.ts";
import { accessOf, credentials, securityScheme } from "./credentials.ts";
import { customerGroups } from "./customer-groups.ts";
import { customerSearch } from "./customer-search.ts";
import { customers } from "./customers.ts";
import { events } from "./events.ts";
import { fulfillments } from "./fulfillments.ts";
import { imports } from "./imports.ts";
import { inventory } from "./inventory.ts";
import { locations } from "./locations.ts";
import { orderChanges } from "./order-changes.ts";
import { orders } from "./orders.ts";
import { products } from "./products.ts";
import { promotions } from "./promotions.ts";
import { refunds } from "./refunds.ts";
import { returns } from "./returns.ts";
import { reviews } from "./reviews.ts";

/** The surface of a merchant's admin tools (contract §2, §3). */
export const merchant: SurfaceTable = {
  name: "merchant",
  title: "Merchant",
  description: "What a merchant's admin tools call. A Bearer JWT names the domains that it opens.",
  prefix: "/merchant/api/v1/domains/:domain_id",
  credentials,
  securityScheme,
  accessOf,
  errors: [[404, "domain_not_found", "The domain does not exist."]],
  endpoints: [
    ...customerSearch,
    ...customers,
    ...imports,
    ...customerGroups,
    ...events,
    ...orders,
    ...orderChanges,
    ...fulfillments,
    ...refunds,
    ...returns,
    ...products,
    ...inventory,
    ...promotions,
    ...locations,
    ...reviews,
  ],
};
