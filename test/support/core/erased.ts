import { ulid } from "ulid";
import type { Database } from "../../../mixins/db/database.ts";
import { handleOnce, type Subscription } from "../../../mixins/messaging/inbox.ts";
import type { DomainEvent } from "../../../services/contracts.ts";

/** The event that a customer was erased. */
export const erasureOf = (customer_id: string, store_id: number, tenant_id = "ten_test"): DomainEvent => ({
  id: `evt_${ulid()}`,
  name: "customer.deleted",
  store_id,
  tenant_id,
  request_id: null,
  aggregate: { type: "customer", id: customer_id, version: 2 },
  occurred_at: new Date().toISOString(),
  actor: { type: "merchant", id: "usr_1" },
  data: { changed: ["email"] } as never,
});

/** Delivers the erasure of a customer to one service only. */
export const deliverErasure = (
  db: Database,
  handler: Subscription,
  { store_id, tenant_id }: { store_id: number; tenant_id: string },
  customer_id: string,
): Promise<void> => handleOnce(db, handler, erasureOf(customer_id, store_id, tenant_id));
