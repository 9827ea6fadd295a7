import type { ActionContext } from "../../mixins/actions/action.ts";
import type { Person } from "../../mixins/actions/erasure.ts";
import { type Publish, withOutbox } from "../../mixins/messaging/outbox.ts";
import type { AuthEvent, DomainEvents } from "../contracts.ts";
import { countEvent } from "./metrics.ts";

/** The account that an event is about. */
export interface Traced extends Person {
  tenant_id: string;
}

/** Publishes an event about an account in the transaction of its change, and counts it. */
export function publishTrace<Name extends AuthEvent>(
  publish: Publish,
  { store_id, tenant_id, customer_id }: Traced,
  name: Name,
  after: NonNullable<DomainEvents[Name]["after"]>,
): void {
  countEvent(name, String(after.method ?? after.kind ?? ""));
  const aggregate = { type: "account", id: customer_id, version: 0 };
  const data = { customer_id, before: null, after } as DomainEvents[Name];
  publish({ name, store_id, tenant_id, aggregate, data });
}

/**
 * The same for what changes nothing but has to be seen. Of an account that does not exist only the metric tells: the
 * event log is about those that do.
 */
export async function trace<Name extends AuthEvent>(
  context: ActionContext,
  { customer_id, ...store }: { store_id: number; tenant_id: string; customer_id: string | null | undefined },
  name: Name,
  after: NonNullable<DomainEvents[Name]["after"]>,
): Promise<void> {
  if (!customer_id) return countEvent(name, String(after.method ?? ""));
  await withOutbox(context.db, context, async ({ publish }) =>
    publishTrace(publish, { ...store, customer_id }, name, after),
  );
}
