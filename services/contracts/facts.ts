import type { Actor, Change } from "./common.ts";
import type { MovementType, StockLine } from "./inventory.ts";
import type { LoyaltyTier, LoyaltyTransactionType } from "./loyalty.ts";
import type { Channel, Occasion } from "./notifications.ts";
import type { DeliveredProduct, OrderTally } from "./orders.ts";
import type { StoreSettings } from "./stores.ts";

/** What facts about an order's parts say beside their change. */
export interface OfOrder {
  order_id: string;
  customer_id?: string | null;
}

/** Money that moved, in minor units. */
export interface MoneyMoved extends OfOrder {
  amount: number;
  currency: string;
}

/** How a customer stands in the program, as of the account's version. */
export interface LoyaltyStanding {
  customer_id: string;
  points_balance: number;
  tier: LoyaltyTier;
  /** The calendar year, UTC, in which the tier holds. */
  year: number;
}

/** Every fact: when it is told, by which service, and what its `data` holds. `npm run events` makes docs/events.md of it. */
export interface Facts {
  /** A store was opened. @teller stores */
  "store.created": Change;
  /** What a store decides for itself changed; `after.settings` is all of it. @teller stores */
  "store.settings_changed": Change & { settings: StoreSettings };
  /** An app was registered; told once in each store that it is installed in. @teller auth */
  "app.created": Change;
  /** A customer was added, by whichever surface. @teller customers */
  "customer.created": Change;
  /** Fields of a customer changed. @teller customers */
  "customer.updated": Change;
  /** A customer was erased: whoever keeps anything of that person forgets it. @teller customers */
  "customer.deleted": { changed: string[] };
  /** A group of customers was made. @teller customers */
  "customer_group.created": Change;
  /** A group of customers got another name. @teller customers */
  "customer_group.updated": Change;
  /** A group of customers was removed; its members are in no group. @teller customers */
  "customer_group.deleted": Change;
  /** An order was placed. @teller orders */
  "order.created": OrderTally & Change;
  /** An order moved to another status, cancelling aside. @teller orders */
  "order.status_changed": OrderTally & Change & { delivered?: DeliveredProduct[] };
  /**
   * An order was cancelled: nothing of it is fulfilled any more, and it no longer counts. One that was `withdrawn` could
   * not be placed: whoever placed it takes back what was done for it. @teller orders
   */
  "order.cancelled": OrderTally & Change & { reason: string; withdrawn?: true };
  /** What an order says of its payment or its money changed. @teller orders */
  "order.payment_changed": OrderTally & Change;
  /** How much of an order is fulfilled changed. @teller orders */
  "order.fulfillment_changed": OrderTally & Change & { fulfillment_id: string; delivered?: DeliveredProduct[] };
  /** Items of an order came back, or were promised to. @teller orders */
  "order.return_changed": OrderTally & Change & { return_id: string };
  /** The tags of an order changed. @teller orders */
  "order.tagged": OrderTally & Change;
  /** Items of an order were made ready to be sent. @teller shipments */
  "fulfillment.created": OfOrder & Change;
  /** A fulfilment's tracking or status changed. @teller shipments */
  "fulfillment.updated": OfOrder & Change;
  /** A fulfilment was called off: its quantities are free again. @teller shipments */
  "fulfillment.cancelled": OfOrder & Change;
  /** An amount is held for an order. @teller payments */
  "payment.authorized": MoneyMoved & Change;
  /** Money was taken for an order. @teller payments */
  "payment.captured": MoneyMoved & Change;
  /** A payment was declined, or never came about. @teller payments */
  "payment.failed": MoneyMoved & Change;
  /** A held amount was let go of untaken. @teller payments */
  "payment.voided": MoneyMoved & Change;
  /** Money went back to whoever paid. @teller payments */
  "refund.succeeded": MoneyMoved & Change;
  /** Money could not be given back. @teller payments */
  "refund.failed": MoneyMoved & Change;
  /** Pieces were held, let go of, sold, put back or counted; all lines of one movement in one fact. @teller inventory */
  "stock.moved": Change & { type: MovementType; reference: string | null; lines: StockLine[] };
  /** A product was added. @teller catalog */
  "product.created": Change;
  /** Fields of a product changed. @teller catalog */
  "product.updated": Change;
  /** A product was removed. @teller catalog */
  "product.deleted": Change;
  /** A promotion was added. @teller catalog */
  "promotion.created": Change;
  /** Fields of a promotion changed. @teller catalog */
  "promotion.updated": Change;
  /** A promotion was removed. @teller catalog */
  "promotion.deleted": Change;
  /** A location was added. @teller catalog */
  "location.created": Change;
  /** Fields of a location changed. @teller catalog */
  "location.updated": Change;
  /** A location was removed. @teller catalog */
  "location.deleted": Change;
  /** Points were earned, redeemed, adjusted or expired; `points_balance` and `tier` are as of now. @teller loyalty */
  "loyalty.points_changed": LoyaltyStanding & {
    order_id?: string | null;
    transaction: { id: string; type: LoyaltyTransactionType; points: number };
  };
  /** A customer's tier changed without their points, by the store's settings. @teller loyalty */
  "loyalty.tier_changed": LoyaltyStanding;
  /** A customer asked to send items back. @teller returns */
  "return.requested": OfOrder & Change;
  /** A return was approved, rejected, received or settled. @teller returns */
  "return.updated": OfOrder & Change;
  /** A buyer wrote a review. @teller reviews */
  "review.created": Change & { customer_id: string; product_id: string };
  /** A review was published or rejected. @teller reviews */
  "review.moderated": Change & { customer_id: string; product_id: string };
  /** A customer began a session. @teller auth */
  "session.started": { customer_id: string };
  /** A customer's password was set or changed; their other sessions ended. @teller auth */
  "password.changed": { customer_id: string };
  /** A bank account was added, verified, rejected or removed. @teller payments */
  "bank_account.changed": Change & { customer_id: string };
  /** A customer's picture was set or removed. @teller media */
  "profile_image.changed": Change & { customer_id: string };
  /** A message left for its recipient. @teller notifications */
  "notification.sent": OfOrder & { channel: Channel; occasion: Occasion };
  /** A message was given up after its last try. @teller notifications */
  "notification.failed": OfOrder & { channel: Channel; occasion: Occasion; error: string };
}

export type FactName = keyof Facts;

/** What every fact says, whatever happened. */
export interface Envelope {
  /** `evt_…`, the same however often it is delivered. */
  id: string;
  /** The store in which it happened. */
  store_id: number;
  /** Whose store that is. */
  tenant_id: string;
  /** What it happened to; `version` rises with the changes of one aggregate. */
  aggregate: { type: string; id: string; version: number };
  /** ISO 8601 with milliseconds. */
  occurred_at: string;
  /** Who did it. */
  actor: Actor;
  /** The request in which it happened; null for what the house did by itself. */
  request_id: string | null;
}

/** Something that happened, told by the service that owns it; it never changes afterwards. */
export interface Fact<Name extends FactName = FactName> extends Envelope {
  name: Name;
  data: Facts[Name];
}
