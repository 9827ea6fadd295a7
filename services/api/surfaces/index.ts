import type { SurfaceTable } from "../endpoint.ts";
import { customers as appsCustomers } from "./apps/customers.ts";
import { oauth } from "./apps/oauth.ts";
import { commerceEndpoints } from "./commerce/index.ts";
import { customerGroups } from "./merchant/customer-groups.ts";
import { customers as merchantCustomers } from "./merchant/customers.ts";
import { events } from "./merchant/events.ts";
import { fulfillments } from "./merchant/fulfillments.ts";
import { inventory } from "./merchant/inventory.ts";
import { locations } from "./merchant/locations.ts";
import { orders } from "./merchant/orders.ts";
import { products } from "./merchant/products.ts";
import { promotions } from "./merchant/promotions.ts";
import { returns } from "./merchant/returns.ts";
import { reviews } from "./merchant/reviews.ts";
import { storefrontEndpoints } from "./storefront/index.ts";

/** Every surface: routes, checks and documents are made from these tables. */
export const surfaces: SurfaceTable[] = [
  {
    name: "merchant",
    title: "Merchant",
    description: "What a merchant's admin tools call. A Bearer JWT names the domains that it opens.",
    prefix: "/merchant/api/v1/domains/:domain_id",
    endpoints: [
      ...merchantCustomers,
      ...customerGroups,
      ...events,
      ...orders,
      ...fulfillments,
      ...returns,
      ...products,
      ...inventory,
      ...promotions,
      ...locations,
      ...reviews,
    ],
  },
  {
    name: "apps",
    title: "Apps",
    description: "What third-party apps call, for one store, by an access token or the app's own credentials.",
    prefix: "/api/apps/v1",
    endpoints: [...appsCustomers, ...oauth],
  },
  {
    name: "storefront",
    title: "Storefront",
    description: "A shopper's own account: sign-in, profile, addresses, orders, returns, points, reviews.",
    prefix: "",
    endpoints: storefrontEndpoints,
  },
  {
    name: "commerce",
    title: "Commerce",
    description:
      "Customers, points and orders for restaurants and shops, by roles. All of it is also at `/v1/commerce/customers`.",
    prefix: "/api/v1/customers",
    alsoAt: ["/v1/commerce/customers"],
    endpoints: commerceEndpoints,
  },
];
