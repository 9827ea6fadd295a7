import type { Endpoint } from "../../endpoint.ts";

/** Every endpoint of the storefront; fixed paths stand before those with parameters. */
export const storefrontEndpoints: Endpoint[] = [];
