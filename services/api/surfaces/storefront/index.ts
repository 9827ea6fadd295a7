import type { Endpoint } from "../../endpoint.ts";
import { loyalty } from "./loyalty.ts";
import { reviews } from "./reviews.ts";

/** Every endpoint of the storefront; fixed paths stand before those with parameters. */
export const storefrontEndpoints: Endpoint[] = [...loyalty, ...reviews];
