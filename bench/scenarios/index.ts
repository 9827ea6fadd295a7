import { commerce } from "./commerce.ts";
import { customerLists, customers } from "./customers.ts";
import { orderDetails, orderLists, orders } from "./orders.ts";
import type { Scenario } from "./scenario.ts";

/** The requests that both servers get. */
export const scenarios: Scenario[] = [...customers, ...orders, ...commerce];

/** The requests that must not slow down as a shop grows. */
export const growing: Scenario[] = [...customerLists, ...orderLists, ...orderDetails];
