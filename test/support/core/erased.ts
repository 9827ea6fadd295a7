import { ulid } from "ulid";
import type { Database } from "../../../mixins/db/database.ts";
import { handleOnce, type Subscription } from "../../../mixins/messaging/inbox.ts";
import type { DomainEvent } from "../../../services/contracts.ts";

/** Delivers the erasure of a customer to one service only. */
export async function deliverErasure(
  db: Database,
  handler: Subscription,
  of: { store_id: number; tenant_id: string },
  customer_id: string,
): Promise<void> {
  const event: DomainEvent<"customer.deleted"> = {
    ...{ id: `evt_${ulid()}`, name: "customer.deleted", request_id: null, ...of },
    aggregate: { type: "customer", id: customer_id, version: 2 },
    occurred_at: new Date().toISOString(),
    actor: { type: "merchant", id: "usr_1" },
    data: { changed: ["email"] },
  };
  await handleOnce(db, handler, event as DomainEvent);
}
