import { coreService } from "../../mixins/core-service.ts";
import { bulkSetStatus, bulkTag } from "./actions/bulk.ts";
import { cancel, withdraw } from "./actions/cancel.ts";
import {
  claimFulfillment,
  confirmFulfillment,
  fulfil,
  previewFulfillment,
  releaseFulfillment,
} from "./actions/claim-fulfillment.ts";
import { create } from "./actions/create.ts";
import { moveReturn, settleReturn } from "./actions/move-return.ts";
import * as read from "./actions/read.ts";
import { recordPayment } from "./actions/record-payment.ts";
import { requestReturn } from "./actions/request-return.ts";
import { setFulfillmentStatus } from "./actions/set-fulfillment-status.ts";
import { revertStatus, setStatus } from "./actions/set-status.ts";
import { touch } from "./actions/touch.ts";
import { revertWriteOff, writeOff } from "./actions/write-off.ts";
import { ordersTables } from "./migrations/0001-orders.ts";
import { orderDetails } from "./migrations/0002-order-details.ts";
import { ordering } from "./migrations/0003-ordering.ts";
import { early } from "./migrations/0004-early.ts";
import { moneyVersion } from "./migrations/0005-money-version.ts";
import { piecesLedger } from "./migrations/0006-pieces.ts";
import { returnsTable } from "./migrations/0007-returns.ts";
import { takeOverReturns } from "./migrations/0008-take-over-returns.ts";
import { demoOrders } from "./orders.demo.ts";
import { forgetCustomers, keepTimelines } from "./orders.events.ts";
import { applyBuffered } from "./workers/apply-buffered.ts";
import { releaseOrders } from "./workers/release-orders.ts";

/** Orders: items, amounts, statuses, fulfilments, returns and timelines. */
export default coreService({
  name: "orders",
  migrations: [ordersTables, orderDetails, ordering, early, moneyVersion, piecesLedger, returnsTable, takeOverReturns],
  actions: [
    ...Object.values(read),
    create,
    setStatus,
    cancel,
    withdraw,
    recordPayment,
    previewFulfillment,
    claimFulfillment,
    fulfil,
    releaseFulfillment,
    confirmFulfillment,
    setFulfillmentStatus,
    requestReturn,
    moveReturn,
    settleReturn,
    touch,
    writeOff,
    revertWriteOff,
    revertStatus,
    bulkSetStatus,
    bulkTag,
  ],
  subscriptions: [forgetCustomers, ...keepTimelines],
  workers: (service, signal) => [releaseOrders(service, signal), applyBuffered(service, signal)],
  demo: demoOrders,
});
