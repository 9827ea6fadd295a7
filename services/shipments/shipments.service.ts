import { coreService } from "../../mixins/core-service.ts";
import { cancel, withdraw } from "./actions/cancel.ts";
import { create, record } from "./actions/create.ts";
import { ofOrder } from "./actions/of-order.ts";
import { update } from "./actions/update.ts";
import { couriersFor } from "./couriers/index.ts";
import { fulfillmentsTables } from "./migrations/0001-fulfillments.ts";
import { longerStatus } from "./migrations/0002-longer-status.ts";
import { shipmentErasuresTable } from "./migrations/0003-erasures.ts";
import { demoFulfillments } from "./shipments.demo.ts";
import { forgetCustomers } from "./shipments.events.ts";
import { cancelBookings } from "./workers/cancel-bookings.ts";

/** Fulfilments on their way to customers, and the couriers that carry them. */
export default coreService({
  name: "shipments",
  migrations: [fulfillmentsTables, longerStatus, shipmentErasuresTable],
  actions: [ofOrder, create, record, update, cancel, withdraw],
  subscriptions: [forgetCustomers],
  demo: demoFulfillments,
  workers: ({ db, logger }) => [cancelBookings({ db, couriers: couriersFor(db), logger })],
});
