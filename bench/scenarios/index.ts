import { commerce } from "./commerce.ts";
import { customerLists, customers } from "./customers.ts";
import { orderDetails, orderLists, orders } from "./orders.ts";
import type { Scenario } from "./scenario.ts";

/** What both servers are asked. */
export const scenarios: Scenario[] = [...customers, ...orders, ...commerce];

/** What must not slow down as a shop grows. */
export const growing: Scenario[] = [...customerLists, ...orderLists, ...orderDetails];
