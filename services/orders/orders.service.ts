import { coreService } from "../../mixins/core-service.ts";
import { bulkSetStatus } from "./actions/bulk-set-status.ts";
import { bulkTag } from "./actions/bulk-tag.ts";
import { cancel } from "./actions/cancel.ts";
import { claimFulfillment } from "./actions/claim-fulfillment.ts";
import { claimReturn } from "./actions/claim-return.ts";
import { confirmFulfillment } from "./actions/confirm-fulfillment.ts";
import { confirmReturn } from "./actions/confirm-return.ts";
import { countOf } from "./actions/count-of.ts";
import { create } from "./actions/create.ts";
import { findByNumber } from "./actions/find-by-number.ts";
import { get } from "./actions/get.ts";
import { recordPayment } from "./actions/record-payment.ts";
import { releaseFulfillment } from "./actions/release-fulfillment.ts";
import { releaseReturn } from "./actions/release-return.ts";
import { revertStatus } from "./actions/revert-status.ts";
import { search } from "./actions/search.ts";
import { setFulfillmentStatus } from "./actions/set-fulfillment-status.ts";
import { setStatus } from "./actions/set-status.ts";
import { tallies } from "./actions/tallies.ts";
import { touch } from "./actions/touch.ts";
import { usesAddress } from "./actions/uses-address.ts";
import { withdraw } from "./actions/withdraw.ts";
import { ordersTables } from "./migrations/0001-orders.ts";
import { orderDetails } from "./migrations/0002-order-details.ts";
import { ordering } from "./migrations/0003-ordering.ts";
import { early } from "./migrations/0004-early.ts";
import { moneyVersion } from "./migrations/0005-money-version.ts";
import { demoOrders } from "./orders.demo.ts";
import { forgetCustomers, keepTimelines } from "./orders.events.ts";
import { applyBuffered } from "./workers/apply-buffered.ts";
import { releaseOrders } from "./workers/release-orders.ts";

/** Orders: what was bought, what it costs, and how far it has come. */
export default coreService({
  name: "orders",
  migrations: [ordersTables, orderDetails, ordering, early, moneyVersion],
  actions: [
    search,
    findByNumber,
    usesAddress,
    get,
    tallies,
    countOf,
    create,
    setStatus,
    cancel,
    withdraw,
    recordPayment,
    claimFulfillment,
    releaseFulfillment,
    confirmFulfillment,
    setFulfillmentStatus,
    claimReturn,
    releaseReturn,
    confirmReturn,
    touch,
    revertStatus,
    bulkSetStatus,
    bulkTag,
  ],
  subscriptions: [forgetCustomers, ...keepTimelines],
  workers: (service, signal) => [releaseOrders(service, signal), applyBuffered(service, signal)],
  demo: demoOrders,
});
