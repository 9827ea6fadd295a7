import { newId } from "../../../mixins/values/ids.ts";
import type { Shop } from "../authenticate.ts";
import type { Connected } from "../connection.ts";
import { insert } from "./locked.ts";
import type { OrderRow } from "./rows.ts";

/**
 * Queues a customer's message on the channels that the customer has and allows. It is marked sent, because the
 * product's worker, which uses the same tables, must not do this server's work.
 */
export async function notify(tx: Connected, shop: Shop, order: OrderRow, occasion: string): Promise<void> {
  const contact = order.contact === null ? null : (JSON.parse(order.contact) as Record<string, string | null>);
  const wanted = await wantedBy(tx, order);
  const subject = `Your order ${order.order_number}`;
  const text = `Dear ${contact?.name ?? "customer"},\n\nyour order ${order.order_number} is ${order.status}.\n`;
  const now = Date.now();
  const messages = [
    { channel: "email", recipient: contact?.email, subject, text, html: `<!doctype html><p>${escaped(text)}</p>` },
    { channel: "sms", recipient: contact?.phone, subject: null, text, html: null },
  ].flatMap(({ recipient, ...message }) => (recipient && wanted[message.channel] ? [{ ...message, recipient }] : []));
  const rows = messages.map((message) => ({
    public_id: newId("ntf"),
    store_id: shop.store_id,
    tenant_id: shop.tenant_id,
    ...message,
    subject_id: order.customer_id,
    order_id: order.public_id,
    occasion,
    state: "sent",
    tries: 1,
    due_at: now,
    sent_at: now,
    created_at: now,
    updated_at: now,
  }));
  await insert(tx, "notifications", rows);
}

async function wantedBy(tx: Connected, { store_id, customer_id }: OrderRow): Promise<Record<string, boolean>> {
  const usual = { email: true, sms: true };
  if (customer_id === null) return usual;
  const sql = "SELECT preferences FROM notification_preferences WHERE store_id = ? AND customer_id = ?";
  const [row] = await tx.rows<{ preferences: string }>(sql, [store_id, customer_id]);
  return row ? JSON.parse(row.preferences).transactional : usual;
}

const escaped = (text: string) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
