import { coreService } from "../../mixins/core-service.ts";
import { create } from "./actions/create.ts";
import { deliveries, delivery, feed, resend, resendRange, test } from "./actions/deliveries.ts";
import { get, list, remove, rotateSecret, update } from "./actions/manage.ts";
import { listAll, listDeliveries, operate, resendNow, resendRangeNow } from "./actions/operate.ts";
import { webhooksTables } from "./migrations/0001-webhooks.ts";
import { endedAppsTable } from "./migrations/0002-ended-apps.ts";
import { deliveryStates } from "./migrations/0003-delivery-states.ts";
import { deliveriesOfStores } from "./migrations/0004-deliveries-of-stores.ts";
import { fewerIndexes } from "./migrations/0005-fewer-indexes.ts";
import { endApps, forgetCustomers, recordEvents } from "./webhooks.events.ts";
import { cleaner } from "./workers/clean.ts";
import { deliver } from "./workers/deliver.ts";

/** Events for apps: sent to their webhooks, and kept for seven days to be read. */
export default coreService({
  name: "webhooks",
  migrations: [webhooksTables, endedAppsTable, deliveryStates, deliveriesOfStores, fewerIndexes],
  actions: [
    create,
    list,
    get,
    update,
    remove,
    rotateSecret,
    test,
    deliveries,
    delivery,
    resend,
    resendRange,
    feed,
    listAll,
    listDeliveries,
    operate,
    resendNow,
    resendRangeNow,
  ],
  subscriptions: [recordEvents, forgetCustomers, endApps],
  workers: ({ db, logger }) => [deliver(db, logger), cleaner(db)],
});
