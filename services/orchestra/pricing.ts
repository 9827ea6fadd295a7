import type { ActionName, ActionParams, ActionResult, Cart, PricedCart } from "../contracts.ts";
import { assertSpendable } from "./ordering.rules.ts";

/** Asks another service for what changes nothing: a call, or a step of a workflow. */
export type Ask = <Name extends ActionName>(name: Name, params: ActionParams<Name>) => Promise<ActionResult<Name>>;

/** A cart, whose it is, and the points that are to be spent on it. */
export interface Asked {
  store_id: number;
  customer_id?: string;
  cart: Omit<Cart, "redeemed">;
  redemption_id?: string;
}

/**
 * What a cart costs: the one path by which an order is previewed and placed.
 * Throws what `catalog.price` throws, `redemption_not_found`, `redemption_spent`, `redemption_not_a_discount`.
 */
export async function priceCart(ask: Ask, { store_id, customer_id, cart, redemption_id }: Asked): Promise<PricedCart> {
  if (customer_id === undefined || redemption_id === undefined)
    return ask("catalog.price", { store_id, cart, customer_id });
  const redemption = await ask("loyalty.getRedemption", { store_id, customer_id, redemption_id });
  assertSpendable(redemption);
  return ask("catalog.price", { store_id, cart: { ...cart, redeemed: redemption.reward_value }, customer_id });
}
