import type { Announce } from "../../mixins/outbox.ts";
import type { MovementType, StockLevel, StockLine } from "../contracts.ts";

interface OfReference {
  store_id: number;
  tenant_id: string;
  reference: string;
}

// A reference lives once through them, in this order.
const stages = { reserve: 1, release: 2, commit: 2, restore: 3 } as const;

/** Tells what was moved for a reference, all its lines in one fact; nothing when nothing was. */
export function tellMoved(announce: Announce, of: OfReference, type: keyof typeof stages, lines: StockLine[]): void {
  if (lines.length === 0) return;
  const { store_id, tenant_id, reference } = of;
  announce({
    name: "stock.moved",
    store_id,
    tenant_id,
    aggregate: { type: "stock", id: reference, version: stages[type] },
    data: { type, reference, lines, before: null, after: { type, lines } },
  });
}

/** Tells that a level was set or added to by hand. */
export function tellSet(
  announce: Announce,
  of: { store_id: number; tenant_id: string; reason?: string },
  type: MovementType,
  before: StockLevel | undefined,
  after: StockLevel,
): void {
  const { store_id, tenant_id, reason } = of;
  const { sku, on_hand } = after;
  announce({
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
