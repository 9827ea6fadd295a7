import { env } from "../../config/env.ts";
import { coreService } from "../../mixins/core-service.ts";
import { authorize } from "./actions/authorize.ts";
import { capture } from "./actions/capture.ts";
import { ofOrder } from "./actions/of-order.ts";
import { refund } from "./actions/refund.ts";
import { voidPayments } from "./actions/void.ts";
import { paymentsTables } from "./migrations/0001-payments.ts";
import { sandboxTables } from "./migrations/0002-sandbox.ts";
import { demoPayments } from "./payments.demo.ts";

/** The orders' money: what is held, taken and given back, by providers outside the house. */
export default coreService({
  name: "payments",
  migrations: [paymentsTables, sandboxTables],
  actions: [ofOrder, authorize, capture, voidPayments, refund],
  demo: env.NODE_ENV === "development" ? demoPayments : undefined,
});
