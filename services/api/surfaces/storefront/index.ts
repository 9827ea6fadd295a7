import type { Endpoint } from "../../endpoint.ts";
import { loyalty } from "./loyalty.ts";
import { orderActions } from "./order-actions.ts";
import { orders } from "./orders.ts";
import { returns } from "./returns.ts";
import { reviews } from "./reviews.ts";

/** Every endpoint of the storefront; fixed paths stand before those with parameters. */
export const storefrontEndpoints: Endpoint[] = [...loyalty, ...reviews, ...returns, ...orders, ...orderActions];
