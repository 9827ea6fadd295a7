import type { params } from "../returns/returns.schema.ts";
import type { ActionsOf, List } from "./common.ts";
import type { OrderReturn } from "./returns.ts";

/** Actions of the returns service. */
export type ReturnsActions = ActionsOf<
  "returns",
  typeof params,
  {
    get: OrderReturn;
    ofOrder: OrderReturn[];
    search: List<OrderReturn>;
    /** Notes a request under an id that its caller made. */
    create: OrderReturn;
    /** Moves a return on. Throws `return_not_found`, `invalid_return_transition`. */
    setStatus: { return: OrderReturn; changed: boolean };
    /** Notes what became of a received one. */
    settle: OrderReturn;
  }
>;
