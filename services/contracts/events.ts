import type { Actor, Change } from "./common.ts";
import type { MovementType, StockLine } from "./inventory.ts";
import type { LoyaltyTransactionType, MembershipStatus } from "./loyalty.ts";
import type { Channel, MessageTemplate } from "./notifications.ts";
import type { DeliveredProduct, OrderTally } from "./orders.ts";
import type { Disputed, MoneyMoved, OfOrder, PaymentMoved } from "./payments.ts";
import type { StoreSettings } from "./stores.ts";
import type { PauseReason } from "./webhooks.ts";

/** The currency of a store, and the decimals of its amounts. */
export interface StoreCurrency {
  currency: string;
  currency_decimals: number;
}

/** Every event: when it is published, by which service, and its `data`. `npm run events` generates docs/events.md from it. */
export interface DomainEvents {
  /** A store was opened. @producer stores */
  "store.created": Change & Partial<StoreCurrency>;
  /** The decimals of a store's amounts were set, or announced to those that know only the currency. @producer stores */
  "store.currency_set": Change & StoreCurrency;
  /** A store's settings changed; `after.settings` holds all of them. @producer stores */
  "store.settings_changed": Change & { settings: StoreSettings };
  /** An app was registered; published once for each store that it is installed in. @producer auth */
  "app.created": Change;
  /** A customer was added, by whichever surface. @producer customers */
  "customer.created": Change;
  /** Fields of a customer changed. @producer customers */
  "customer.updated": Change;
  /** A customer was erased: every subscriber deletes what it holds of that person. @producer customers */
  "customer.deleted": { changed: string[] };
  /** A group of customers was made. @producer customers */
  "customer_group.created": Change;
  /** A group of customers got another name. @producer customers */
  "customer_group.updated": Change;
  /** A group of customers was removed; its members are in no group. @producer customers */
  "customer_group.deleted": Change;
  /** An order was placed. @producer orders */
  "order.created": OrderTally & Change;
  /** An order moved to another status, cancelling aside. @producer orders */
  "order.status_changed": OrderTally & Change & { delivered?: DeliveredProduct[] };
  /**
   * An order was cancelled: it can no longer be fulfilled, and no longer counts in totals. A `withdrawn` order could not be
   * placed: its placing workflow compensates its own steps. @producer orders
   */
  "order.cancelled": OrderTally & Change & { reason: string; withdrawn?: true };
  /** An order's payment status or financial status changed. @producer orders */
  "order.payment_changed": OrderTally & Change;
  /** An order's fulfilled quantities changed. @producer orders */
  "order.fulfillment_changed": OrderTally & Change & { fulfillment_id: string; delivered?: DeliveredProduct[] };
  /** An order's requested or returned quantities changed; `all_back` when everything came back. @producer orders */
  "order.return_changed": OrderTally & Change & { return_id: string; all_back?: true };
  /** The tags of an order changed. @producer orders */
  "order.tagged": OrderTally & Change;
  /** A fulfilment of an order's items was created; `with_order` when its order tells of it itself. @producer shipments */
  "fulfillment.created": OfOrder & Change & { with_order?: true };
  /** A fulfilment's tracking or status changed. @producer shipments */
  "fulfillment.updated": OfOrder & Change;
  /**
   * A fulfilment was cancelled: its quantities can be fulfilled again; `with_order` when its order has never counted it.
   * @producer shipments
   */
  "fulfillment.cancelled": OfOrder & Change & { with_order?: true };
  /** A payment waits for its payer: it has to be confirmed. @producer payments */
  "payment.requires_action": PaymentMoved;
  /** A payment is with a bank, which may take days. @producer payments */
  "payment.processing": PaymentMoved;
  /** An amount was authorised for an order. @producer payments */
  "payment.authorized": PaymentMoved;
  /** A payment of an order was captured; `placing` when the order is created with it. @producer payments */
  "payment.captured": PaymentMoved & { placing?: true };
  /** A payment was declined or failed. @producer payments */
  "payment.failed": PaymentMoved;
  /** An authorised amount was voided. @producer payments */
  "payment.voided": PaymentMoved;
  /** A refund succeeded; `goods` is its part for goods, of what the order's goods cost in all. @producer payments */
  "refund.succeeded": PaymentMoved & { goods?: { amount: number; of: number } };
  /** A refund failed; one that had succeeded before has its `goods`, which were not given back after all. @producer payments */
  "refund.failed": PaymentMoved & { goods?: { amount: number; of: number } };
  /** A payer objects to a payment at their bank, which takes the amount back for now. @producer payments */
  "dispute.opened": Disputed;
  /** A dispute was decided for the merchant: the amount is back. @producer payments */
  "dispute.won": Disputed;
  /** A dispute was decided for the payer. @producer payments */
  "dispute.lost": Disputed;
  /** The provider's books and ours differ in what nothing here may mend. @producer payments */
  "payment.mismatch": MoneyMoved & { difference: string };
  /** Stock was reserved, released, committed, restored or counted; one event holds all lines of a movement. @producer inventory */
  "stock.moved": Change & { type: MovementType; reference: string | null; lines: StockLine[] };
  /** A product was added. @producer catalog */
  "product.created": Change;
  /** Fields of a product changed. @producer catalog */
  "product.updated": Change;
  /** A product was removed. @producer catalog */
  "product.deleted": Change;
  /** A promotion was added. @producer catalog */
  "promotion.created": Change;
  /** Fields of a promotion changed. @producer catalog */
  "promotion.updated": Change;
  /** A promotion was removed. @producer catalog */
  "promotion.deleted": Change;
  /** A location was added. @producer catalog */
  "location.created": Change;
  /** Fields of a location changed. @producer catalog */
  "location.updated": Change;
  /** A location was removed. @producer catalog */
  "location.deleted": Change;
  /** Points were earned, redeemed, adjusted or expired; `points_balance` and `tier` are as of now. @producer loyalty */
  "loyalty.points_changed": MembershipStatus & {
    order_id?: string | null;
    transaction: { id: string; type: LoyaltyTransactionType; points: number };
  };
  /** A customer's tier changed without their points, by the store's settings. @producer loyalty */
  "loyalty.tier_changed": MembershipStatus;
  /** A customer requested a return. @producer orders */
  "return.requested": OfOrder & Change;
  /** A return was approved, rejected, received or settled. @producer orders */
  "return.updated": OfOrder & Change;
  /** A buyer submitted a review. @producer reviews */
  "review.created": Change & { customer_id: string; product_id: string };
  /** A review was published or rejected. @producer reviews */
  "review.moderated": Change & { customer_id: string; product_id: string };
  /** A customer began a session. @producer auth */
  "session.started": { customer_id: string };
  /** A customer's password was set or changed; their other sessions ended. @producer auth */
  "password.changed": { customer_id: string };
  /** A password or a code of an account was wrong. @producer auth */
  "auth.sign_in_failed": Change & { customer_id: string };
  /** Guesses at an account are refused for a while: too many were wrong. @producer auth */
  "auth.locked": Change & { customer_id: string };
  /** A refresh token was shown a second time: it was copied, and its session ended. @producer auth */
  "auth.refresh_replayed": Change & { customer_id: string };
  /** Another email address or phone number signs in; other sessions ended. `kind` says which. @producer auth */
  "auth.address_changed": Change & { customer_id: string };
  /** A password was set, reset, changed or removed; `method` says how. @producer auth */
  "auth.password_changed": Change & { customer_id: string };
  /** An authenticator or a passkey was added or removed, or recovery codes were used or replaced. @producer auth */
  "auth.factor_changed": Change & { customer_id: string };
  /** An app was revoked, or removed from this store; its secrets and tokens open it no more. @producer auth */
  "auth.app_revoked": Change & { client_id: string };
  /** A bank account was added, verified, rejected or removed. @producer payments */
  "bank_account.changed": Change & { customer_id: string };
  /** A customer's picture was set or removed. @producer media */
  "profile_image.changed": Change & { customer_id: string };
  /** A message was sent. @producer notifications */
  "notification.sent": OfOrder & { channel: Channel; occasion: MessageTemplate };
  /** A message failed after its last attempt. @producer notifications */
  "notification.failed": OfOrder & { channel: Channel; occasion: MessageTemplate; error: string };
  /** An app's webhook was paused: its endpoint failed for three days, or answered 410. @producer webhooks */
  "webhook.paused": Change & { client_id: string; reason: PauseReason };
  /**
   * An operator acted on a dead letter, a run of a workflow, an app or a webhook: what they did, and
   * their note. Each service publishes it for what it keeps. @producer orchestra
   */
  "operator.acted": Change & { act: string; note: string };
}

export type EventName = keyof DomainEvents;

/** The events that tell of attacks on accounts, or of what an attacker would do. */
export type AuthEvent =
  | "auth.sign_in_failed"
  | "auth.locked"
  | "auth.refresh_replayed"
  | "auth.address_changed"
  | "auth.password_changed"
  | "auth.factor_changed";

/** The fields of every event. */
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
  /** The request in which it happened; null for what the system did by itself. */
  request_id: string | null;
}

/** A change, published by the service that owns it; an event is immutable. */
export interface DomainEvent<Name extends EventName = EventName> extends Envelope {
  name: Name;
  data: DomainEvents[Name];
}
