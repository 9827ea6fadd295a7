import type { Transaction } from "sequelize";
import { type ActionContext, action } from "../../../mixins/actions/action.ts";
import { groupCommit } from "../../../mixins/actions/group-commit.ts";
import { idempotent } from "../../../mixins/actions/idempotent.ts";
import { update } from "../../../mixins/db/statements.ts";
import type { ActionParams, Fulfillment } from "../../contracts.ts";
import { cancelAtCourier } from "../alter.ts";
import type { Booking } from "../couriers/courier.ts";
import { courierOf, couriersFor } from "../couriers/index.ts";
import { fail } from "../shipments.errors.ts";
import { snapshot } from "../shipments.rules.ts";
import { params } from "../shipments.schema.ts";
import { intend, queueCancellationAgain, recordBooked } from "../store/bookings.ts";
import { shipmentErasures } from "../store/erasures.ts";
import { insertFulfillment } from "../store/fulfillments.ts";

type Request = ActionParams<"shipments.create">;

/**
 * Creates a fulfilment under an id that the caller generated; books the courier when `provider_id` is given. Throws
 * `courier_not_found`, `courier_refused`; `service_unavailable` when the courier's outcome is unknown: a retry with the
 * same key repeats the same booking.
 */
export const create = action("shipments.create", params.create, (request, context) =>
  request.fulfillment.provider_id
    ? book(context, request, request.fulfillment.provider_id)
    : keep(context, request, {}),
);

/**
 * Creates a fulfilment without a courier, whose order counts it next and tells of it in its timeline. Throws
 * `fulfillment_exists`.
 */
export const record = action("shipments.record", params.record, (request, context) =>
  keep(context, request, { with_order: true }),
);

// The courier is called outside of any transaction: after the intent is committed, and before the outcome is.
async function book(context: ActionContext, request: Request, provider_id: string): Promise<Fulfillment> {
  const { db } = context;
  const courier = courierOf(couriersFor(db), provider_id);
  const refusal = await intend(db, request, provider_id, request.idempotency_key);
  // A retry of the same request returns its recorded answer.
  if (refusal) return idempotent(context, request, () => Promise.reject(refusal));
  try {
    const { store_id, fulfillment_id } = request;
    const { items, shipping_method, customer, pickup_address } = newFulfillment(request);
    await assertNotErased(context, request);
    const shipment = { store_id, fulfillment_id, items, shipping_method, customer, pickup_address };
    return await keep(context, request, { booking: await courier.book(shipment) });
  } catch (error) {
    // If the step was undone meanwhile, the booking may have been cancelled before the courier had it: cancel it again.
    await queueCancellationAgain(db, request);
    await cancelAtCourier(context, request);
    throw error;
  }
}

interface Keeping {
  booking?: Booking;
  with_order?: true;
}

function keep(context: ActionContext, request: Request, { booking, with_order }: Keeping): Promise<Fulfillment> {
  const { store_id, tenant_id, order_id, customer_id } = request;
  return groupCommit(
    context,
    request,
    request.fulfillment_id,
    async ({ tx, publish }) => {
      const fulfillment = newFulfillment(request, booking);
      const ownership = { store_id, tenant_id, customer_id, courier_reference: booking?.reference ?? null };
      await insertFulfillment(context.db, tx, fulfillment, ownership);
      if (booking) {
        await assertNotErased(context, request, tx);
        await recordBooked(context.db, tx, request);
      }
      publish({
        name: "fulfillment.created",
        store_id,
        tenant_id,
        aggregate: { type: "fulfillment", id: fulfillment.id, version: fulfillment.version },
        data: {
          order_id,
          customer_id,
          before: null,
          after: snapshot(fulfillment),
          ...(with_order ? { with_order } : {}),
        },
      });
      return (await isErased(context, request, tx)) ? withoutRecipient(context, request, fulfillment, tx) : fulfillment;
    },
    // The recorded answer holds the recipient, so it is erased with the customer.
    () => customer_id ?? request.fulfillment_id,
  );
}

// The customer may have been erased while the request was on its way: no courier hears of them any more.
async function assertNotErased(context: ActionContext, request: Request, tx?: Transaction): Promise<void> {
  if (await isErased(context, request, tx)) throw fail("courier_refused");
}

async function isErased({ db }: ActionContext, { store_id, customer_id }: Request, tx?: Transaction) {
  return customer_id !== null && shipmentErasures.has(db, tx, { store_id, customer_id });
}

async function withoutRecipient(context: ActionContext, { store_id }: Request, made: Fulfillment, tx: Transaction) {
  await update(context.db, "fulfillments", { store_id, public_id: made.id }, { customer: null }, tx);
  return { ...made, customer: null };
}

function newFulfillment(request: Request, booking?: Booking): Fulfillment {
  const { fulfillment_id, order_id, fulfillment } = request;
  const now = Date.now();
  return {
    id: fulfillment_id,
    order_id,
    status: request.status ?? "pending",
    items: fulfillment.items,
    awb: booking?.awb ?? fulfillment.awb ?? null,
    tracking_url: booking?.tracking_url ?? fulfillment.tracking_url ?? null,
    provider_id: fulfillment.provider_id ?? null,
    shipping_method: fulfillment.shipping_method ?? null,
    customer: fulfillment.customer ?? null,
    delivery_person: fulfillment.delivery_person ?? null,
    pickup_address: fulfillment.pickup_address ?? null,
    version: 1,
    created_at: now,
    updated_at: now,
  };
}
