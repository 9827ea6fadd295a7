import type { Endpoint } from "../../endpoint.ts";
import { customers } from "./customers.ts";
import { loyalty } from "./loyalty.ts";
import { orders } from "./orders.ts";

/** Every endpoint of the commerce surface; fixed paths stand before those with parameters. */
export const commerceEndpoints: Endpoint[] = [...orders, ...customers, ...loyalty];
