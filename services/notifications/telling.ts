import type { Announce } from "../../mixins/outbox.ts";
import { withoutAddresses } from "./notifications.rules.ts";
import type { Delivered } from "./store/queue.ts";

/** Tells how the delivery of a message ended, if it is of an order: that it was sent, or why it never will be. */
export function tellEnd(announce: Announce, message: Delivered, error: string | null): void {
  const { public_id, store_id, tenant_id, order_id, occasion, channel, subject_id: customer_id } = message;
  if (!order_id || !tenant_id || !occasion) return;
  const common = { store_id, tenant_id, aggregate: { type: "notification", id: public_id, version: 1 } };
  const data = { order_id, customer_id, channel, occasion };
  if (error === null) announce({ name: "notification.sent", ...common, data });
  else announce({ name: "notification.failed", ...common, data: { ...data, error: withoutAddresses(error) } });
}
