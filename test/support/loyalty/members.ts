import { matches } from "@seller-orchestra/durable";
import { ulid } from "ulid";
import { Database } from "../../../mixins/db/database.ts";
import { handleOnce, type Subscription } from "../../../mixins/messaging/inbox.ts";
import { newId } from "../../../mixins/values/ids.ts";
import type {
  Call,
  DomainEvent,
  DomainEvents,
  EventName,
  LoyaltyStatus,
  OrderTally,
} from "../../../services/contracts.ts";
import { type Running, startBroker } from "../broker.ts";
import { until } from "../until.ts";

const { default: loyalty } = await import("../../../services/loyalty/loyalty.service.ts");
const handlers = Object.values(await import("../../../services/loyalty/loyalty.events.ts")).flat() as Subscription[];
const database = new Database("loyalty");

/** A customer in a test's own store. */
export interface Member {
  store_id: number;
  tenant_id: string;
  customer_id: string;
}

let stores = 10_000 + Math.floor(Math.random() * 1_000_000) * 100;

/** A new customer, in their own store by default. */
export const newMember = (of: Partial<Member> = {}): Member => ({
  store_id: of.store_id ?? stores++,
  tenant_id: "ten_loyalty",
  customer_id: `cust_${ulid()}`,
  ...of,
});

/** The loyalty service, with shorthands for tests. */
export interface LoyaltyHarness {
  call: Call;
  adjust(member: Member, adjustment: number, key?: string): Promise<{ new_balance: number }>;
  redeem(member: Member, points: number, order_id?: string): Promise<{ redemption: { id: string } }>;
  spend(member: Member, redemption_id: string, order_id: string): Promise<unknown>;
  status(member: Member): Promise<LoyaltyStatus>;
  untilBalance(member: Member, balance: number): Promise<LoyaltyStatus>;
  /** Type and points of every ledger line, oldest first. */
  ledger(member: Member): Promise<[string, number][]>;
}

let running: Promise<Running> | undefined;

// One for all files of a run.
after("the loyalty service stops", async () => {
  await (await running)?.stop();
  await database.close();
});

/** Starts the service as it runs in production. */
export async function openLoyalty(): Promise<LoyaltyHarness> {
  running ??= startBroker(loyalty);
  const { call } = await running;
  const status = ({ store_id, customer_id }: Member) => call("loyalty.status", { store_id, customer_id });
  return {
    call,
    status,
    adjust: (member, adjustment, idempotency_key = ulid()) =>
      call("loyalty.adjust", { ...member, idempotency_key, adjustment, reason: "Adjusted by a test" }),
    redeem: (member, points, order_id) =>
      call("loyalty.redeem", {
        ...member,
        idempotency_key: ulid(),
        points,
        reward_type: "discount" as const,
        currency_decimals: 2,
        ...(order_id ? { order_id } : {}),
      }),
    spend: (member, redemption_id, order_id) =>
      call("loyalty.spendRedemption", { ...member, idempotency_key: ulid(), redemption_id, order_id }),
    untilBalance: (member, balance) =>
      until(async () => {
        const now = await status(member);
        return now.points_balance === balance ? now : undefined;
      }),
    async ledger({ store_id, customer_id }) {
      const { items } = await call("loyalty.transactions", { store_id, customer_id, limit: 1_000 });
      return items.reverse().map(({ type, points }) => [type, points]);
    },
  };
}

/**
 * Delivers an event to the loyalty service only, because other services of this process may have stopped. Returns the
 * event, so that a test can redeliver it.
 */
export async function deliverEvent<Name extends EventName>(
  { store_id, tenant_id }: Member,
  name: Name,
  aggregate: DomainEvent["aggregate"],
  data: DomainEvents[Name],
): Promise<DomainEvent<Name>> {
  const event: DomainEvent<Name> = {
    id: newId("evt"),
    name,
    store_id,
    tenant_id,
    aggregate,
    data,
    request_id: null,
    occurred_at: new Date().toISOString(),
    actor: { type: "merchant", id: "user_tests" },
  };
  for (const handler of handlers.filter(
    ({ pattern, filter }) => matches(pattern, name) && filter?.(event as DomainEvent) !== false,
  ))
    await handleOnce(database, handler, event as DomainEvent);
  return event;
}

/** An order that can be delivered, refunded and cancelled. Amounts are in minor units of the dollar. */
export function newOrder(member: Member, net_sales: number, grand_total = net_sales) {
  const order_id = `ord_${ulid()}`;
  const tally = (version: number, counts: boolean): OrderTally => ({
    order_id,
    order_number: "A-1042",
    customer_id: member.customer_id,
    version,
    grand_total,
    net_sales,
    counts,
    currency: "USD",
    created_at: Date.now(),
  });
  const order = (version: number) => ({ type: "order", id: order_id, version });
  const status = (from: string, to: string) => ({ before: { status: from }, after: { status: to } });
  return {
    order_id,
    delivered: (version = 4) =>
      deliverEvent(member, "order.status_changed", order(version), {
        ...tally(version, true),
        ...status("shipped", "delivered"),
      }),
    cancelled: (version = 2, withdrawn = false) =>
      deliverEvent(member, "order.cancelled", order(version), {
        ...tally(version, false),
        ...status("pending", "cancelled"),
        reason: "other",
        ...(withdrawn ? { withdrawn } : {}),
      }),
    refunded: (amount: number) =>
      deliverEvent(
        member,
        "refund.succeeded",
        { type: "refund", id: `ref_${ulid()}`, version: 2 },
        { order_id, amount, currency: "USD", before: null, after: { status: "succeeded" } },
      ),
  };
}

/** The error of a refused call. */
export interface Refusal {
  type: string;
  code: number;
}

/** Returns the error of a call; throws when it was accepted. */
export const refusal = (work: Promise<unknown>): Promise<Refusal> =>
  work.then(
    () => {
      throw new Error("It was accepted.");
    },
    (error: Refusal) => error,
  );
