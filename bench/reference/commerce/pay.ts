import { newId } from "../../../mixins/values/ids.ts";
import type { Caller } from "../authenticate.ts";
import type { Connected } from "../connection.ts";
import { insert } from "../orders/locked.ts";
import { told } from "./event.ts";

interface Paying {
  order_id: string;
  amount: number;
  payment_method_id: string;
  now: number;
}

/** Takes a payment: our row, and the row of the sandbox provider. Returns our row and its events. */
export async function pay(tx: Connected, { shop }: Caller, { order_id, amount, payment_method_id, now }: Paying) {
  const { store_id, tenant_id, currency } = shop;
  const public_id = newId("pay");
  const of = { store_id, captured: amount, created_at: now };
  const payment = {
    ...of,
    public_id,
    tenant_id,
    order_id,
    status: "captured",
    amount,
    currency,
    provider: "sandbox",
    method: "card",
    payment_method_id,
    provider_reference: `sandbox_${public_id}`,
    version: 3,
    updated_at: now,
  };
  await insert(tx, "payments", [payment]);
  await insert(tx, "sandbox_charges", [{ ...of, charge_id: public_id, card: payment_method_id, state: "captured" }]);
  const events = (["authorized", "captured"] as const).map((status) => {
    const entry = { data: { id: public_id, amount, currency, status } };
    return told(`payment.${status}`, "payment", public_id, { amount, status }, entry);
  });
  return { payment: { ...payment, refunded: 0, disputed: 0, error: null }, events };
}
