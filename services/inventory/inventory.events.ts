import type { Publish } from "../../mixins/messaging/outbox.ts";
import type { MovementType, OfStore, StockLevel, StockLine } from "../contracts.ts";

/** What stock is moved for, such as an order. */
export interface OfReference extends OfStore {
  reference: string;
}

// Aggregate versions: a reference passes once through these, in this order.
const stages = { reserve: 1, release: 2, commit: 2, restore: 3 } as const;

/** Publishes what was moved for a reference, all lines in one event; nothing when there are no lines. */
export function publishMoved(publish: Publish, of: OfReference, type: keyof typeof stages, lines: StockLine[]): void {
  if (lines.length === 0) return;
  const { store_id, tenant_id, reference } = of;
  publish({
    name: "stock.moved",
    store_id,
    tenant_id,
    aggregate: { type: "stock", id: reference, version: stages[type] },
    data: { type, reference, lines, before: null, after: { type, lines } },
  });
}

/** Publishes that a level was set or adjusted by hand. */
export function publishSet(
  publish: Publish,
  of: OfStore & { reason?: string },
  type: MovementType,
  before: StockLevel | undefined,
  after: StockLevel,
): void {
  const { store_id, tenant_id, reason } = of;
  const { sku, on_hand } = after;
  publish({
    name: "stock.moved",
    store_id,
    tenant_id,
    aggregate: { type: "stock", id: sku, version: after.version },
    data: {
      type,
      reference: null,
      lines: [{ sku, quantity: on_hand - (before?.on_hand ?? 0) }],
      before: before ? { on_hand: before.on_hand } : null,
      after: reason ? { on_hand, reason } : { on_hand },
    },
  });
}
