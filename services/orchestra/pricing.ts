import type { ActionName, ActionParams, ActionResult, Cart, PricedCart } from "../contracts.ts";
import { assertSpendable } from "./ordering.rules.ts";

/** Reads from another service: by a call, or by a step of a workflow. */
export type Read = <Name extends ActionName>(name: Name, params: ActionParams<Name>) => Promise<ActionResult<Name>>;

/** A cart, its customer, and the redemption to be spent on it. */
export interface CartRequest {
  store_id: number;
  customer_id?: string;
  cart: Omit<Cart, "redeemed">;
  redemption_id?: string;
}

/**
 * Prices a cart, for the preview and the placing of an order.
 * Throws the errors of `catalog.price`, `redemption_not_found`, `redemption_spent`, `redemption_not_a_discount`.
 */
export async function priceCart(
  read: Read,
  { store_id, customer_id, cart, redemption_id }: CartRequest,
): Promise<PricedCart> {
  if (customer_id === undefined || redemption_id === undefined)
    return read("catalog.price", { store_id, cart, customer_id });
  const redemption = await read("loyalty.getRedemption", { store_id, customer_id, redemption_id });
  assertSpendable(redemption);
  return read("catalog.price", { store_id, cart: { ...cart, redeemed: redemption.reward_value }, customer_id });
}
