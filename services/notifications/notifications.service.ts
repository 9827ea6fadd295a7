import { coreService } from "../../mixins/core-service.ts";
import { mailbox, mailboxPage } from "./actions/mailbox.ts";
import { notify } from "./actions/notify.ts";
import { preferences, setPreferences } from "./actions/preferences.ts";
import { get, send } from "./actions/send.ts";
import { sendCode } from "./actions/send-code.ts";
import { sendSecurity } from "./actions/send-security.ts";
import { couriersFor } from "./couriers/index.ts";
import { notificationsTables } from "./migrations/0001-notifications.ts";
import { noticesTables } from "./migrations/0002-notices.ts";
import { codesColumn } from "./migrations/0003-codes.ts";
import { messageErasuresTable } from "./migrations/0004-erasures.ts";
import { forgetCustomer } from "./notifications.events.ts";
import { deliver } from "./workers/deliver.ts";

/** Messages to people: stored, delivered at least once, and retried while a provider is unavailable. */
export default coreService({
  name: "notifications",
  migrations: [notificationsTables, noticesTables, codesColumn, messageErasuresTable],
  actions: [send, sendCode, sendSecurity, notify, get, mailbox, mailboxPage, preferences, setPreferences],
  subscriptions: [forgetCustomer],
  workers: ({ db, logger }) => [deliver(db, couriersFor(db), logger)],
});
