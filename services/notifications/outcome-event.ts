import type { Publish } from "../../mixins/messaging/outbox.ts";
import type { Channel, MessageTemplate } from "../contracts.ts";
import { withoutAddresses } from "./notifications.rules.ts";

/** The part of a message that its outcome event carries. */
export interface Delivered {
  public_id: string;
  store_id: number;
  channel: Channel;
  subject_id: string | null;
  tenant_id: string | null;
  order_id: string | null;
  occasion: MessageTemplate | null;
}

/** Publishes the outcome of a message about an order: that it was sent, or why it never will be. */
export function publishOutcome(publish: Publish, message: Delivered, error: string | null): void {
  const { public_id, store_id, tenant_id, order_id, occasion, channel, subject_id: customer_id } = message;
  if (!order_id || !tenant_id || !occasion) return;
  const common = { store_id, tenant_id, aggregate: { type: "notification", id: public_id, version: 1 } };
  const data = { order_id, customer_id, channel, occasion };
  if (error === null) publish({ name: "notification.sent", ...common, data });
  else publish({ name: "notification.failed", ...common, data: { ...data, error: withoutAddresses(error) } });
}
