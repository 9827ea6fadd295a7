import type { ActionParams, ActionResult, PostalAddress, PricedCart } from "../../contracts.ts";
import { isAwaited } from "../orchestra.rules.ts";
import { assertExpected, assertPlaceable, cartOf, madeAt, orderOf, postalOf, stockOf } from "../ordering.rules.ts";
import { priceCart } from "../pricing.ts";
import { params } from "../schemas/ordering.ts";
import { type Step, workflow } from "../workflow.ts";
import { finishOrder } from "./await-payment.ts";
import { subjectBy } from "./steps.ts";

type Input = ActionParams<"orchestra.placeOrder">;

/**
 * Places an order: prices it, reserves its stock, charges its payment and creates it. A refusal compensates all earlier
 * steps. One whose payment asks its payer for something is answered with that, and goes on when the payment is decided.
 * Throws `customer_not_found`, `address_not_found`, `scheduled_time_in_past`, `shipping_address_required`,
 * `total_changed`, `out_of_stock`, `payment_declined`, and the errors of `priceCart`.
 */
export const placeOrder = workflow(
  "orchestra.placeOrder",
  params.placeOrder,
  { subject: subjectBy("customer_id") },
  async (step, input): Promise<ActionResult<"orchestra.placeOrder">> => {
    const { store, customer_id, order: request } = input;
    const { store_id, tenant_id } = store;
    step.tag({ customer_id });
    const id = step.newId("ord");
    await step.check("Validate order", () => assertPlaceable(request, madeAt(id)));
    const [customer, address, priced] = await Promise.all([
      step.scope("customer").read("customers.get", { store_id, customer_id }),
      addressOf(step.scope("address"), input),
      priceOf(step.scope("price"), input),
    ]);
    await step.check("Validate total", () => assertExpected(request, priced, store));

    // Charge and creation are planned: what undoes them is written with the first change.
    const charge = chargeOf(step, input, id, priced);
    const create = step.plan("orders.create", { action: "orders.withdraw", params: { store_id, order_id: id } });
    await Promise.all([
      reserve(step.scope("stock"), input, id, priced),
      takePromotion(step.scope("promotion"), input, id, priced),
      spendPoints(step.scope("points"), input, id),
    ]);
    const payment = await charge?.();
    const order = orderOf({ id, store, customer, request, address, priced, payment });
    const created = await create({ store_id, tenant_id, order });

    if (payment && isAwaited(payment)) {
      await step.reply({ ...created, payment });
      await finishOrder(step.scope("payment"), created, store);
      return { ...created, payment };
    }
    await step.pointOfNoReturn();
    const skus = stockOf(priced).map(({ sku }) => sku);
    if (skus.length > 0) await step.call("inventory.commit", { store_id, tenant_id, reference: id, skus });
    return { ...created, payment: payment ?? null };
  },
);

async function addressOf(step: Step, { store, customer_id, order }: Input): Promise<PostalAddress | null> {
  const { shipping_address_id: address_id, shipping_address = null } = order;
  if (address_id === undefined) return shipping_address;
  return postalOf(await step.read("customers.getAddress", { store_id: store.store_id, customer_id, address_id }));
}

function priceOf(step: Step, { store, customer_id, order }: Input): Promise<PricedCart> {
  const asked = { store_id: store.store_id, customer_id, cart: cartOf(order), redemption_id: order.redemption_id };
  return priceCart((name, params) => step.read(name, params), asked);
}

async function reserve(step: Step, { store, order }: Input, reference: string, priced: PricedCart): Promise<void> {
  const lines = stockOf(priced);
  if (lines.length === 0) return;
  const { store_id, tenant_id } = store;
  const reservation = { store_id, tenant_id, reference, location_id: order.location_id };
  const release = { action: "inventory.release", params: reservation } as const;
  await step.call("inventory.reserve", { ...reservation, lines }, release);
}

async function takePromotion(step: Step, { store, customer_id }: Input, order_id: string, { promotion }: PricedCart) {
  if (!promotion) return;
  const { store_id, tenant_id } = store;
  const use = { store_id, tenant_id, order_id };
  const { promotion_id } = promotion;
  const release = { action: "catalog.releasePromotion", params: use } as const;
  await step.call("catalog.usePromotion", { ...use, promotion_id, customer_id }, release);
}

async function spendPoints(step: Step, { store, customer_id, order }: Input, order_id: string): Promise<void> {
  const { redemption_id } = order;
  if (redemption_id === undefined) return;
  const { store_id, tenant_id } = store;
  const spending = { store_id, tenant_id, customer_id, redemption_id, order_id };
  await step.call("loyalty.spendRedemption", spending, { action: "loyalty.unspendRedemption", params: spending });
}

// In one call to the provider. An order that costs nothing has no payment.
function chargeOf(step: Step, { store, order }: Input, order_id: string, { total: amount }: PricedCart) {
  if (amount === 0) return undefined;
  const { store_id, tenant_id, currency, currency_decimals } = store;
  const { payment_method_id, return_url } = order;
  const card = { provider: "card" as const, method: "card", payment_method_id, amount, currency, currency_decimals };
  const back = return_url === undefined ? {} : { return_url };
  const ref = { store_id, order_id };
  const once = { capture: true, placing: true };
  const authorize = step.plan("payments.authorize", { action: "payments.void", params: ref });
  return () => authorize({ ...ref, tenant_id, ...card, ...back, ...once });
}
