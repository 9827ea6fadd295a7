import { isError } from "../../../mixins/actions/errors.ts";
import type { FulfillmentStatus, FullOrder, ItemQuantity, OrderItem, ReturnItem } from "../../../services/contracts.ts";
import { assertGivable, ledgerOf, linesOf, returnedLinesOf } from "../../../services/orchestra/refunds.rules.ts";
import * as f from "../../../services/orders/fulfillment.rules.ts";
import { assertCancellable, assertMovable } from "../../../services/orders/orders.rules.ts";
import { allIn, type Move, moved } from "../../../services/orders/pieces.rules.ts";
import { pricedItems, quantitiesOf } from "../../../services/orders/return-items.rules.ts";
import * as r from "../../../services/orders/returns.rules.ts";
import { moneyOf } from "../../../services/payments/payments.rules.ts";
import { leftAfter, ofPieces, spread, sumOf } from "../../../services/payments/refund-lines.rules.ts";

const times = { created_at: 0, updated_at: 0, shipping_address: null };

/** An order in memory, changed by the same rules that the services apply to their rows. */
export class ModelOrder {
  order: FullOrder;
  #parcels: f.OrderFulfillment[] = [];
  #ids = 0;

  constructor(order: FullOrder) {
    this.order = order;
  }

  fulfil(wanted: ItemQuantity[], undone: boolean): void {
    f.assertFulfillable(this.order);
    const taken = f.taken(this.order.items, wanted);
    f.assertPaid(this.order);
    const items = f.piecesOf(this.order.items, taken);
    const parcel: f.OrderFulfillment = { id: `ful_${++this.#ids}`, state: "claimed", items };
    this.#move(...f.claimOf(items));
    if (undone) this.#move(...f.undoOf(parcel));
    else {
      this.#parcels.push(parcel);
      this.#advance(parcel, "pending");
    }
  }

  moveParcel(index: number, to: FulfillmentStatus): void {
    const parcel = this.#parcels[index % Math.max(1, this.#parcels.length)];
    if (!parcel) return;
    f.assertNotCancelled(this.order);
    f.assertNext(parcel, to, this.order.items);
    this.#advance(parcel, to);
  }

  setStatus(status: "confirmed" | "processing" | "shipped" | "delivered"): void {
    assertMovable(this.order.status);
    if (status === "shipped" || status === "delivered") {
      const { following, rest, moves } = f.sendingOf(this.order.items, this.#parcels, status);
      this.#move(...moves);
      for (const parcel of following) parcel.state = status;
      if (rest.length > 0) this.#parcels.push({ id: `ful_${++this.#ids}`, state: status, items: rest });
    }
    this.#follow(status);
  }

  cancel(): void {
    const { items } = this.order;
    assertCancellable(this.order.status);
    f.assertNoneSent(items);
    for (const parcel of this.#parcels) if (f.isOpen(parcel)) parcel.state = "cancelled";
    const held = ["open", "claimed", "packed", "lost"] as const;
    this.#move(...held.map((from) => ({ from, to: "cancelled" as const, pieces: allIn(items, from) })));
    this.order = { ...this.order, status: "cancelled" };
    this.#follow("cancelled");
  }

  askBack(wanted: ItemQuantity[], resolution: ReturnItem["resolution"]): void {
    r.assertReturnable(this.order.items, quantitiesOf(wanted));
    const asked = wanted.map((line) => ({ ...line, resolution, return_reason: "" }));
    const items = pricedItems(this.order.items, this.order.returns, asked);
    this.#move(r.requestMove(items));
    const made = { id: `ret_${++this.#ids}`, status: "requested" as const, items, refund_amount: null, ...times };
    this.order.returns.push(made as unknown as FullOrder["returns"][number]);
  }

  decide(index: number, receive: boolean): void {
    const open = this.order.returns.filter(({ status }) => status === "requested");
    const found = open[index % Math.max(1, open.length)];
    if (!found) return;
    found.status = receive ? "received" : "rejected";
    this.#move(...r.returnMoves(found.items, found.status, true));
    if (!receive) return;
    const lines = returnedLinesOf(found.items.filter((item) => !r.wantsReplacement(item)));
    if (lines.length > 0) this.#give(received(this.#left(), lines), true);
  }

  refund(what: { items: ItemQuantity[] } | { amount: number }, declined: boolean): void {
    assertGivable(this.order, what, this.order.money);
    if ("amount" in what) {
      this.#give(spread(this.#left(), what.amount), false, declined);
      return;
    }
    const lines = ofPieces(this.#left(), linesOf(what.items));
    if (sumOf(lines) === 0) return;
    const wanted = new Map(what.items.map(({ item_id, quantity }) => [item_id, quantity]));
    const lost = allIn(this.order.items, "lost");
    const pieces = lost.map(({ item_id, quantity }) => ({
      item_id,
      quantity: Math.min(quantity, wanted.get(item_id) ?? 0),
    }));
    this.#move({ from: "lost", to: "cancelled", pieces });
    if (declined) this.#move({ from: "cancelled", to: "lost", pieces });
    this.#follow(this.order.status);
    this.#give(lines, false, declined);
  }

  settle(index: number): void {
    const failed = this.order.money.refunds.filter(({ status }) => status === "failed");
    const found = failed[index % Math.max(1, failed.length)];
    if (!found || found.amount > this.order.money.refundable) return;
    const refunds = this.order.money.refunds.filter((each) => each !== found);
    this.#record(refunds);
    this.#give(spread(this.#left(), found.amount), false);
  }

  #left = () =>
    leftAfter(
      ledgerOf(this.order),
      this.order.money.refunds.filter(({ status }) => status !== "failed"),
    );

  #give(lines: ReturnType<typeof spread>, capped: boolean, declined = false): void {
    const amount = sumOf(lines);
    if (amount > this.order.money.refundable) throw new Error(`${amount} is more than is left, capped: ${capped}`);
    if (amount === 0) return;
    const status = declined ? "failed" : "succeeded";
    const made = {
      id: `ref_${++this.#ids}`,
      status,
      amount,
      lines,
      ...times,
    } as unknown as FullOrder["money"]["refunds"][number];
    this.#record([...this.order.money.refunds, made]);
  }

  #record(refunds: FullOrder["money"]["refunds"]): void {
    const given = sumOf(refunds.filter(({ status }) => status !== "failed"));
    const payments = this.order.money.payments.map((payment) => ({ ...payment, refunded: given }));
    const money = { ...moneyOf(payments, refunds), version: 1 };
    this.order = { ...this.order, money, financial_status: money.financial_status };
  }

  #advance(parcel: f.OrderFulfillment, to: FulfillmentStatus): void {
    this.#move(f.moveOf(parcel, to));
    parcel.state = to;
    this.#follow(f.followed(this.order.status, this.order.items));
  }

  #move(...moves: Move[]): void {
    this.order = { ...this.order, items: moved(this.order.items, ...moves) };
  }

  #follow(status: FullOrder["status"]): void {
    const items: OrderItem[] = this.order.items;
    const next = status === this.order.status ? f.followed(status, items) : status;
    const shown = this.#parcels.map(({ id, state, items: pieces }) => ({
      id,
      status: state,
      ...times,
      items: pieces.map(({ item_id, quantity }) => ({ id: item_id, name: "", quantity, selling_price: null })),
    }));
    const fulfillments = shown as unknown as FullOrder["fulfillments"];
    this.order = { ...this.order, status: next, fulfillment_status: f.fulfillmentStatusOf(items), fulfillments };
  }
}

/** True for a refusal of a rule, which changes nothing. */
export const isRefusal = (error: unknown): boolean => {
  const { type } = (error ?? {}) as { type?: string };
  return type !== undefined && isError(error, type);
};

// What was received cannot be refused.
function received(...[left, lines]: Parameters<typeof ofPieces>) {
  try {
    return ofPieces(left, lines, true);
  } catch (error) {
    throw new Error(`Received pieces are refused: ${(error as Error).message}`);
  }
}
