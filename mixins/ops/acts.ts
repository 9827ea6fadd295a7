import type { OfStore } from "../../services/contracts.ts";
import type { Publish } from "../messaging/outbox.ts";

/** What an operator did, to what, and why. */
interface Act {
  of: OfStore;
  kind: string;
  id: string;
  act: string;
  note?: string;
  before?: Record<string, unknown>;
  after?: Record<string, unknown>;
}

/** Publishes an act of an operator, in the transaction of the change: the event log says who, what and why. */
export function publishAct(publish: Publish, { of, kind, id, act, note = "", before, after }: Act): void {
  const { store_id, tenant_id } = of;
  const data = { act, note, before: before ?? null, after: { ...after, act, note } };
  publish({ name: "operator.acted", store_id, tenant_id, aggregate: { type: kind, id, version: 1 }, data });
}
