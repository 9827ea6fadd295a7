import type { TypeOf } from "../../mixins/actions/params.ts";
import type { params as orders } from "../orchestra/orchestra.schema.ts";
import type { params as loyalty } from "../orchestra/schemas/loyalty.ts";
import type { params as members } from "../orchestra/schemas/members.ts";
import type { params as ordering } from "../orchestra/schemas/ordering.ts";
import type { params as ownOrders } from "../orchestra/schemas/own-orders.ts";
import type { params as profile } from "../orchestra/schemas/profile.ts";
import type { params as reviews } from "../orchestra/schemas/reviews.ts";
import type { params as signIn } from "../orchestra/schemas/sign-in.ts";
import type { SessionTokens } from "./auth.ts";
import type { PricedCart } from "./catalog.ts";
import type { ActionsOf, List } from "./common.ts";
import type { Address, Customer } from "./customers.ts";
import type { LoyaltyStatus, LoyaltyTransaction, Redemption } from "./loyalty.ts";
import type { Picture } from "./media.ts";
import type { NotificationPreferences } from "./notifications.ts";
import type { Order, OrderDetail } from "./orders.ts";
import type { BulkFailure } from "./orders-actions.ts";
import type { BankAccount, OrderMoney, Refund } from "./payments.ts";
import type { OrderReturn } from "./returns.ts";
import type { ReadyForReview, Review, ReviewSummary } from "./reviews.ts";
import type { Fulfillment } from "./shipments.ts";

/** An order with the records of all services. */
export interface FullOrder extends OrderDetail {
  money: OrderMoney;
  fulfillments: Fulfillment[];
  returns: OrderReturn[];
}

export const runStates = ["running", "undoing", "completed", "failed", "stuck"] as const;

export type RunState = (typeof runStates)[number];

/** A workflow run. */
export interface WorkflowRun {
  id: string;
  workflow: string;
  store_id: number;
  state: RunState;
  /** The entity that it concerns, such as an order. */
  subject: string;
  steps: { name: string; state: "done" | "refused" | "undone" | "unknown" }[];
  error: string | null;
  attempts: number;
  created_at: number;
  updated_at: number;
}

/** A customer's profile. */
export interface Profile {
  customer: Customer;
  picture: Picture | null;
  preferences: NotificationPreferences;
}

/** A signed-in customer. */
export interface SignedIn {
  tokens: SessionTokens;
  profile: Profile;
}

/** A customer with points and addresses. */
export interface Member {
  customer: Customer;
  addresses: Address[];
  loyalty: LoyaltyStatus;
}

/** A change of many orders. */
export type BulkChange = TypeOf<typeof orders.bulkUpdateOrders>["change"];
/** An order as a customer places it. */
export type OrderRequest = TypeOf<typeof ordering.placeOrder>["order"];
/** Fields of a store that sign-in needs. */
export type SignInStore = TypeOf<typeof signIn.logIn>["store"];
/** An item of a requested return: by product and SKU (seed 4), or by the item itself. */
export type RequestedReturnItem = TypeOf<typeof ownOrders.requestReturn>["items"][number];

/** Actions of orchestra, each across several services. */
export type OrchestraActions = ActionsOf<
  "orchestra",
  typeof orders &
    typeof loyalty &
    typeof members &
    typeof ordering &
    typeof ownOrders &
    typeof profile &
    typeof reviews &
    typeof signIn,
  {
    deleteCustomer: { customer_id: string };
    rebuildCustomerTotals: { orders: number; repaired: number };
    /** Never older than the last acknowledged write. */
    getOrder: { order: FullOrder; cached: boolean };
    setOrderStatus: Order;
    createFulfillment: { fulfillment: Fulfillment; order: Order };
    updateFulfillment: { fulfillment: Fulfillment; order: Order };
    cancelOrder: { order: Order; refund: Refund | null; restocked: boolean; cancelled_fulfillments: string[] };
    bulkUpdateOrders: { updated: string[]; failed: BulkFailure[] };
    listRuns: WorkflowRun[];
    getRun: WorkflowRun & { journal: unknown; input: unknown };
    /** Has a stuck run resumed. */
    resumeRun: WorkflowRun;
    /** Throws `customer_not_found`. */
    getMember: Member;
    /** Throws the errors of `customers.update`. */
    updateMember: Member;
    searchMembers: List<Customer & Pick<LoyaltyStatus, "points_balance" | "tier">>;
    /** Throws `customer_not_found`. */
    getLoyalty: LoyaltyStatus;
    /** Throws `customer_not_found`. */
    listPoints: List<LoyaltyTransaction>;
    /** Throws `customer_not_found`, `order_not_found`, `insufficient_points`. */
    adjustPoints: { transaction_id: string; adjustment: number; new_balance: number };
    /**
     * Redeems points for a reward. A discount on a paid order is refunded at once.
     * Throws `customer_not_found`, `order_not_found`, `insufficient_points`, `order_not_discountable`,
     * `redemption_exceeds_order`.
     */
    redeemPoints: { redemption: Redemption; new_balance: number };
    /** The price of an order, by the same path as placing it. */
    calculateTotal: PricedCart;
    /**
     * Places an order: price, reserve, redeem, authorise, create, capture. A refusal compensates the earlier steps. Throws
     * the errors of `catalog.price` and `loyalty.spendRedemption`, `customer_not_found`, `address_not_found`,
     * `out_of_stock`, `payment_declined`, `scheduled_time_in_past`, `shipping_address_required`, `order_already_cancelled`.
     */
    placeOrder: OrderDetail;
    /** Throws `email_exists`, `phone_exists`, `password_too_weak`. */
    register: SignedIn;
    /** Throws `invalid_credentials`. */
    logIn: SignedIn;
    /** Continues a session, at its own store when one is named. Throws `invalid_token`, `store_not_found`. */
    refreshSession: SignedIn;
    /** Throws `customer_not_found`, `invalid_credentials`, `password_too_weak`. */
    changePassword: { customer_id: string };
    /** Sends a code to an address. The result does not reveal whether there is an account. */
    generateOtp: { expires_in: number };
    /** Throws `invalid_otp`, `email_exists`, `phone_exists`, `password_too_weak`. */
    verifyOtp: { tokens: SessionTokens | null; profile: Profile };
    /** Changes names at once; a new address is pending until it is verified. Throws `email_exists`, `phone_exists`. */
    updateProfile: Profile;
    /** Throws `customer_not_found`. */
    getProfile: Profile;
    /** Throws `customer_not_found`. */
    getPreferences: NotificationPreferences;
    /** Throws `customer_not_found`. */
    setPreferences: NotificationPreferences;
    /** Throws `customer_not_found` and the errors of `payments.createBankAccount`. */
    createBankAccount: BankAccount;
    listOwnReviews: List<Review> & { ready: ReadyForReview[] };
    /** Throws `not_a_buyer`, `already_reviewed`, `product_not_found`. */
    createReview: Review;
    /** Throws `product_not_found`. */
    listProductReviews: List<Review> & { summary: ReviewSummary };
    /** Throws `address_not_found`, `address_in_use`. */
    deleteAddress: { address_id: string };
    /** Throws `order_not_found`. */
    getCustomerOrder: { order: FullOrder };
    /** An order's fulfilments, the oldest first. Throws `order_not_found`. */
    listFulfillments: Fulfillment[];
    /** The orders of a customer by `user_id`. Throws `customer_not_found`. */
    listOrdersOf: List<Order> & { user_id: number };
    /** A return of a customer's own order. Throws `order_not_found`, `return_not_found`. */
    getOwnReturn: OrderReturn;
    /** The merchant's cancellation, requested by the customer. Throws `order_not_cancellable`, `bank_account_invalid`. */
    cancelOwnOrder: { order: FullOrder };
    /** Throws `order_not_found`, `retry_not_available`, `payment_declined`. */
    retryPayment: { order: FullOrder };
    /** Throws `order_not_found`, `item_not_found`, `item_not_returnable`, `quantity_exceeds_returnable`. */
    requestReturn: OrderReturn;
    /** Approves, rejects, or receives: restocks, and refunds or replaces. Throws `return_not_found`, `invalid_return_transition`. */
    moveReturn: OrderReturn;
  }
>;
