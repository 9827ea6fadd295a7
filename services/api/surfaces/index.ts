import type { SurfaceTable } from "../endpoint.ts";
import { customers as appsCustomers } from "./apps/customers.ts";
import { oauth } from "./apps/oauth.ts";
import { customerGroups } from "./merchant/customer-groups.ts";
import { customers as merchantCustomers } from "./merchant/customers.ts";
import { events } from "./merchant/events.ts";
import { fulfillments } from "./merchant/fulfillments.ts";
import { inventory } from "./merchant/inventory.ts";
import { locations } from "./merchant/locations.ts";
import { orders } from "./merchant/orders.ts";
import { products } from "./merchant/products.ts";
import { promotions } from "./merchant/promotions.ts";

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
      ...products,
      ...inventory,
      ...promotions,
      ...locations,
    ],
  },
  {
    name: "apps",
    title: "Apps",
    description: "What third-party apps call, for one store, by an access token or the app's own credentials.",
    prefix: "/api/apps/v1",
    endpoints: [...appsCustomers, ...oauth],
  },
];
