import type { OtpAction, SessionClient, SessionTokens } from "./auth.ts";
import type { Cart, PricedCart } from "./catalog.ts";
import type { List, PostalAddress, Write } from "./common.ts";
import type { Address, Customer, CustomerChanges, CustomerRef, CustomersActions, NewCustomer } from "./customers.ts";
import type { LoyaltyActions, LoyaltyStatus, LoyaltyTransaction, Redemption, RewardType } from "./loyalty.ts";
import type { Picture } from "./media.ts";
import type { MessageStore, NotificationPreferences } from "./notifications.ts";
import type {
  BulkFailure,
  CancelReason,
  ItemQuantity,
  Order,
  OrderDetail,
  OrderRef,
  OrderStatus,
  OrderType,
} from "./orders.ts";
import type { OrderMoney, Refund } from "./payments.ts";
import type { OrderReturn, ReturnResolution } from "./returns.ts";
import type { Fulfillment, FulfillmentChanges, NewFulfillment } from "./shipments.ts";

type ActionParams<Action extends { params: unknown }> = Action["params"];

/** An order with what every service keeps of it. */
export interface FullOrder extends OrderDetail {
  money: OrderMoney;
  fulfillments: Fulfillment[];
  returns: OrderReturn[];
}

/** What every workflow about an order takes. */
interface OrderRun extends Write {
  store: MessageStore;
  order_id: string;
  if_versions?: number[];
}

/** What happens to many orders at once, and with what. */
export type BulkChange =
  | { action: "update_status"; status: OrderStatus; note?: string; notify: boolean }
  | { action: "add_tags"; tags: string[] }
  | { action: "remove_tags"; tags: string[] }
  | { action: "fulfill"; awb?: string; tracking_url?: string; shipping_method?: string; notify: boolean };

export type RunState = "running" | "undoing" | "completed" | "failed" | "stuck";

/** A run of a workflow as its journal tells it. */
export interface WorkflowRun {
  id: string;
  workflow: string;
  store_id: number;
  state: RunState;
  /** What it is about, such as an order. */
  subject: string;
  steps: { name: string; state: "done" | "refused" | "undone" | "unknown" }[];
  error: string | null;
  attempts: number;
  created_at: number;
  updated_at: number;
}

/** A customer with points and addresses. */
export interface Member {
  customer: Customer;
  addresses: Address[];
  loyalty: LoyaltyStatus;
}

/** What somebody orders, and how it is paid. */
export interface OrderRequest extends Omit<Cart, "redeemed" | "order_type"> {
  order_type: OrderType;
  scheduled_at?: number;
  /** `pm_…` */
  payment_method_id: string;
  redemption_id?: string;
  shipping_address?: PostalAddress;
  shipping_address_id?: string;
  note?: string;
}

/** What signing in needs to know of the store. */
export type SignInStore = MessageStore & { country: string };

/** What a customer sends back: named by product and SKU (seed 4), or by the item itself. */
export interface RequestedReturnItem {
  item_id?: string;
  product_id?: string;
  sku?: string;
  quantity: number;
  resolution: ReturnResolution;
  return_reason: string;
}

/** Actions of orchestra: what crosses services. */
export interface OrchestraActions {
  "orchestra.deleteCustomer": {
    params: Write & CustomerRef & { only_without_orders?: boolean; if_versions?: number[] };
    result: { customer_id: string };
  };
  "orchestra.rebuildCustomerTotals": { params: { store_id: number }; result: { orders: number; repaired: number } };
  /** Never older than the last write that was answered. */
  "orchestra.getOrder": { params: OrderRef; result: { order: FullOrder; cached: boolean } };
  "orchestra.setOrderStatus": {
    params: OrderRun & { status: OrderStatus; note?: string; notify: boolean };
    result: Order;
  };
  "orchestra.createFulfillment": {
    params: OrderRun & {
      items?: ItemQuantity[];
      fulfillment: Omit<NewFulfillment, "items">;
      labels?: Record<string, { name?: string; selling_price?: number }>;
      notify: boolean;
    };
    result: { fulfillment: Fulfillment; order: Order };
  };
  "orchestra.updateFulfillment": {
    params: OrderRun & { fulfillment_id: string; changes: FulfillmentChanges; notify: boolean };
    result: { fulfillment: Fulfillment; order: Order };
  };
  "orchestra.cancelOrder": {
    params: OrderRun & {
      reason: CancelReason;
      details?: string;
      note?: string;
      refund: boolean;
      refund_amount?: number;
      /** Where the money goes instead of where it came from. */
      bank_account_id?: string;
      restock: boolean;
      notify: boolean;
    };
    result: { order: Order; refund: Refund | null; restocked: boolean; cancelled_fulfillments: string[] };
  };
  "orchestra.bulkUpdateOrders": {
    params: Write & { store: MessageStore; order_ids: string[]; change: BulkChange };
    result: { updated: string[]; failed: BulkFailure[] };
  };
  "orchestra.listRuns": { params: { state?: RunState; limit: number }; result: WorkflowRun[] };
  "orchestra.getRun": { params: { id: string }; result: WorkflowRun & { journal: unknown; input: unknown } };
  /** Lets a run that is stuck go on. */
  "orchestra.resumeRun": { params: { id: string }; result: WorkflowRun };
  /** A customer with how they stand in the program. Throws `customer_not_found`. */
  "orchestra.getMember": { params: { store_id: number; customer_id: string }; result: Member };
  "orchestra.searchMembers": {
    params: ActionParams<CustomersActions["customers.search"]>;
    result: List<Customer & Pick<LoyaltyStatus, "points_balance" | "tier">>;
  };
  /** Throws `customer_not_found`. */
  "orchestra.getLoyalty": { params: { store_id: number; customer_id: string }; result: LoyaltyStatus };
  /** Throws `customer_not_found`. */
  "orchestra.listPoints": {
    params: ActionParams<LoyaltyActions["loyalty.transactions"]>;
    result: List<LoyaltyTransaction>;
  };
  /** Throws `customer_not_found`, `order_not_found`, `insufficient_points`. */
  "orchestra.adjustPoints": {
    params: Write & { store: MessageStore; customer_id: string; adjustment: number; reason: string; order_id?: string };
    result: { transaction_id: string; adjustment: number; new_balance: number };
  };
  /**
   * Gives points for a reward. A discount on an order that is paid gives its worth back at once.
   * Throws `customer_not_found`, `order_not_found`, `insufficient_points`, `order_not_discountable`,
   * `redemption_exceeds_order`.
   */
  "orchestra.redeemPoints": {
    params: Write & {
      store: MessageStore;
      customer_id: string;
      points: number;
      reward_type: RewardType;
      order_id?: string;
    };
    result: { redemption: Redemption; new_balance: number };
  };
  /** What an order would cost: the same path as the order that is placed. */
  "orchestra.calculateTotal": {
    params: { store: MessageStore; customer_id?: string; cart: Omit<Cart, "redeemed">; redemption_id?: string };
    result: PricedCart;
  };
  /**
   * Places an order: price, reserve, redeem, authorise, create, capture. What was done is undone when a later step is
   * refused. Throws what `catalog.price` throws, `customer_not_found`, `address_not_found`, `out_of_stock`,
   * `payment_declined`, `scheduled_time_in_past`, `shipping_address_required`, `order_already_cancelled` when the merchant
   * was quicker, and the refusals of `loyalty.spendRedemption`.
   */
  "orchestra.placeOrder": {
    params: Write & { store: MessageStore; customer_id: string; order: OrderRequest };
    result: OrderDetail;
  };
  /** Throws `email_exists`, `phone_exists`, `password_too_weak`. */
  "orchestra.register": {
    params: Write & { store: SignInStore; customer: NewCustomer; password: string };
    result: { customer_id: string };
  };
  /** Throws `invalid_credentials`. */
  "orchestra.logIn": {
    params: { store: SignInStore; email?: string; phone?: string; password: string; client: SessionClient };
    result: SessionTokens;
  };
  /** Sends a code where somebody can be reached there, and says the same where nobody can. */
  "orchestra.generateOtp": {
    params: Write & {
      store: SignInStore;
      action: OtpAction;
      email?: string;
      phone?: string;
      from: string;
      /** Who is signed in: needed for changes of address. */
      customer_id?: string;
    };
    result: { expires_in: number };
  };
  /** Throws `invalid_otp`, `email_exists`, `phone_exists`, `password_too_weak`. */
  "orchestra.verifyOtp": {
    params: Write & {
      store: SignInStore;
      action: OtpAction;
      email?: string;
      phone?: string;
      otp: string;
      new_password?: string;
      client: SessionClient;
    };
    /** Tokens for `login` and `reset-password`. */
    result: { customer_id: string; tokens: SessionTokens | null };
  };
  /** Changes names at once; another address waits until its code was right. Throws `email_exists`, `phone_exists`. */
  "orchestra.updateProfile": {
    params: Write & {
      store: SignInStore;
      customer_id: string;
      changes: Pick<CustomerChanges, "first_name" | "last_name" | "email" | "phone">;
      from: string;
      if_versions?: number[];
    };
    result: Customer;
  };
  /** Throws `customer_not_found`. */
  "orchestra.getProfile": {
    params: { store_id: number; customer_id: string };
    result: { customer: Customer; picture: Picture | null; preferences: NotificationPreferences };
  };
  /** Throws `address_not_found`, `address_in_use`. */
  "orchestra.deleteAddress": {
    params: Write & { store_id: number; customer_id: string; address_id: string };
    result: { address_id: string };
  };
  /** Throws `order_not_found`. */
  "orchestra.getCustomerOrder": {
    params: { store_id: number; customer_id: string; order_number: string };
    result: { order: FullOrder };
  };
  /** The merchant's cancellation, asked for by the customer. Throws `order_not_cancellable`, `bank_account_invalid`. */
  "orchestra.cancelOwnOrder": {
    params: Write & {
      store: MessageStore;
      customer_id: string;
      order_number: string;
      reason: string;
      feedback?: string;
      bank_account_id?: string;
    };
    result: { order: FullOrder };
  };
  /** Throws `order_not_found`, `retry_not_available`, `payment_declined`. */
  "orchestra.retryPayment": {
    params: Write & {
      store: MessageStore;
      customer_id: string;
      order_number: string;
      payment_method_id: string;
    };
    result: { order: FullOrder };
  };
  /** Throws `order_not_found`, `item_not_found`, `item_not_returnable`, `quantity_exceeds_returnable`. */
  "orchestra.requestReturn": {
    params: Write & {
      store: MessageStore;
      window_days: number;
      customer_id: string;
      order_number: string;
      items: RequestedReturnItem[];
      shipping_address?: PostalAddress | null;
    };
    result: OrderReturn;
  };
  /** Approves, rejects, or receives: restocks, and refunds or replaces. Throws `return_not_found`, `invalid_return_transition`. */
  "orchestra.moveReturn": {
    params: Write & {
      store: MessageStore;
      return_id: string;
      move: "approve" | "reject" | "receive";
      note?: string;
      if_versions?: number[];
    };
    result: OrderReturn;
  };
}
