import type { Endpoint } from "../../endpoint.ts";

/** Every endpoint of the commerce surface; fixed paths stand before those with parameters. */
export const commerceEndpoints: Endpoint[] = [];
