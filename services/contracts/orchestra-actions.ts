import type { TypeOf } from "../../mixins/actions/params.ts";
import type { params as orders } from "../orchestra/orchestra.schema.ts";
import type { params as loyalty } from "../orchestra/schemas/loyalty.ts";
import type { params as members } from "../orchestra/schemas/members.ts";
import type { opsParams as ops } from "../orchestra/schemas/ops.ts";
import type { params as ordering } from "../orchestra/schemas/ordering.ts";
import type { params as ownOrders } from "../orchestra/schemas/own-orders.ts";
import type { params as profile } from "../orchestra/schemas/profile.ts";
import type { params as reviews } from "../orchestra/schemas/reviews.ts";
import type { params as signIn } from "../orchestra/schemas/sign-in.ts";
import type { SessionTokens } from "./auth.ts";
import type { PricedCart } from "./catalog.ts";
import type { ActionsOf, List } from "./common.ts";
import type { Customer } from "./customers.ts";
import type { LoyaltyStatus, LoyaltyTransaction, Redemption } from "./loyalty.ts";
import type { NotificationPreferences } from "./notifications.ts";
import type { DeadLetter, DeadLetterDetail, Gathered, ServiceState } from "./ops.ts";
import type {
  FullOrder,
  ListedWorkflowRun,
  Member,
  Profile,
  RunActName,
  RunState,
  SignedIn,
  WorkflowRun,
  WorkflowRunDetail,
} from "./orchestra.ts";
import type { Order, OrderDetail } from "./orders.ts";
import type { BulkFailure } from "./orders-actions.ts";
import type { BankAccount, Payment, Refund } from "./payments.ts";
import type { OrderReturn } from "./returns.ts";
import type { ReadyForReview, Review, ReviewSummary } from "./reviews.ts";
import type { Fulfillment } from "./shipments.ts";

/** What happens to many orders at once, and with what. */
export type BulkChange = TypeOf<typeof orders.bulkUpdateOrders>["change"];
/** What somebody orders, and how it is paid. */
export type OrderRequest = TypeOf<typeof ordering.placeOrder>["order"];
/** What signing in needs to know of the store. */
export type SignInStore = TypeOf<typeof signIn.logIn>["store"];
/** When a customer has shown who they are. */
export type SignInProof = TypeOf<typeof signIn.updateProfile>["sign_in"];

/** Actions of orchestra: what crosses services. */
export type OrchestraActions = ActionsOf<
  "orchestra",
  typeof orders &
    typeof loyalty &
    typeof members &
    typeof ops &
    typeof ordering &
    typeof ownOrders &
    typeof profile &
    typeof reviews &
    typeof signIn,
  {
    deleteCustomer: { customer_id: string };
    rebuildCustomerTotals: { orders: number; repaired: number };
    /** Never older than the last write that was answered. */
    getOrder: { order: FullOrder; cached: boolean };
    setOrderStatus: Order;
    createFulfillment: { fulfillment: Fulfillment; order: Order };
    updateFulfillment: { fulfillment: Fulfillment; order: Order };
    refundOrder: { refund: Refund; order: Order };
    settleRefund: { refund: Refund; order: Order };
    cancelOrder: { order: Order; refund: Refund | null; restocked: boolean; cancelled_fulfillments: string[] };
    bulkUpdateOrders: { updated: string[]; failed: BulkFailure[] };
    listRuns: WorkflowRun[];
    /** Throws `invalid_cursor`. */
    searchRuns: Omit<Gathered<ListedWorkflowRun>, "unavailable">;
    listQueues: Gathered<ServiceState>;
    /** Throws `store_not_found`. */
    registerApp: { client_id: string; client_secret: string };
    /** Throws `app_not_found`. */
    rotateAppSecret: { client_id: string; client_secret: string; old_secret_ends_at: string };
    /** Throws `app_not_found`, `invalid_network`. */
    setAppNetworks: { client_id: string; networks: string[] };
    /** Throws `app_not_found`. */
    revokeApp: { client_id: string; revoked: boolean };
    /** Throws `tenant_not_found`. */
    revokeTokens: { subject: string; tenant_id: string | null; ended_at: number };
    /** Throws `run_not_found`. */
    describeRun: WorkflowRunDetail;
    /** Throws `run_not_found`, `run_changed`, `step_not_waiting`. */
    actOnRun: { id: string; act: RunActName; state: RunState };
    /** Throws `invalid_cursor`. */
    listDeadLetters: Gathered<DeadLetter>;
    /** Throws `dead_letter_not_found`. */
    getDeadLetter: DeadLetterDetail;
    /** Throws `dead_letter_not_found`, `dead_letter_changed`. */
    actOnDeadLetter: DeadLetter;
    /** A customer with how they stand in the program. Throws `customer_not_found`. */
    getMember: Member;
    /** Changes a customer. Throws what `customers.update` throws. */
    updateMember: Member;
    searchMembers: List<Customer & Pick<LoyaltyStatus, "points_balance" | "tier">>;
    /** Throws `customer_not_found`. */
    getLoyalty: LoyaltyStatus;
    /** Throws `customer_not_found`. */
    listPoints: List<LoyaltyTransaction>;
    /** Throws `customer_not_found`, `order_not_found`, `insufficient_points`. */
    adjustPoints: { transaction_id: string; adjustment: number; new_balance: number };
    /**
     * Gives points for a reward. A discount on an order that is paid gives its worth back at once.
     * Throws `customer_not_found`, `order_not_found`, `insufficient_points`, `order_not_discountable`,
     * `redemption_exceeds_order`.
     */
    redeemPoints: { redemption: Redemption; new_balance: number };
    /** What an order would cost: the same path as the order that is placed. */
    calculateTotal: PricedCart;
    /**
     * Places an order: price, reserve, redeem, authorise, create, capture. What was done is undone when a later step is
     * refused. Throws what `catalog.price` throws, `customer_not_found`, `address_not_found`, `out_of_stock`,
     * `payment_declined`, `scheduled_time_in_past`, `shipping_address_required`, `order_already_cancelled` when the merchant
     * was quicker, and the refusals of `loyalty.spendRedemption`.
     */
    placeOrder: OrderDetail & { payment: Payment | null };
    /** What a provider says by itself, for the order that it is about. Throws `order_not_found`. */
    recordMoney: { order_id: string };
    /** Throws `email_exists`, `phone_exists`, `password_too_weak`. */
    register: SignedIn;
    /** Throws `invalid_credentials`. */
    logIn: SignedIn;
    logInByPasskey: SignedIn;
    /** Goes on with a session; a store that is named has to be its own. Throws `invalid_token`, `store_not_found`. */
    refreshSession: SignedIn;
    /** Throws `customer_not_found`, `invalid_credentials`, `password_too_weak`. */
    changePassword: { customer_id: string };
    /** Sends a code where somebody can be reached there, and says the same where nobody can. */
    generateOtp: { expires_in: number };
    /** Throws `invalid_otp`, `email_exists`, `phone_exists`, `password_too_weak`. */
    verifyOtp: { tokens: SessionTokens | null; profile: Profile };
    /** Changes names at once; another address waits until its code was right. Throws `email_exists`, `phone_exists`. */
    updateProfile: Profile;
    /** Brings the old addresses back. Throws `undo_not_found`, `email_exists`, `phone_exists`. */
    undoAddressChange: { customer_id: string };
    /** Tells a customer of a change of their second factor; `told` is how many messages. */
    tellOfFactor: { told: number };
    /** Throws what `updateMember` throws. */
    updateCustomer: Customer;
    /** Throws `customer_not_found`. */
    getProfile: Profile;
    /** Throws `customer_not_found`. */
    getPreferences: NotificationPreferences;
    /** Throws `customer_not_found`. */
    setPreferences: NotificationPreferences;
    /** Throws `customer_not_found`, and what `payments.createBankAccount` throws. */
    createBankAccount: BankAccount;
    /** A page of what a customer wrote, and what they may still review. */
    listOwnReviews: List<Review> & { ready: ReadyForReview[] };
    /** Throws `not_a_buyer`, `already_reviewed`, and `product_not_found` where there is nothing that could be bought. */
    createReview: Review;
    /** Throws `product_not_found`. */
    listProductReviews: List<Review> & { summary: ReviewSummary };
    /** Throws `address_not_found`, `address_in_use`. */
    deleteAddress: { address_id: string };
    /** Throws `order_not_found`. */
    getCustomerOrder: { order: FullOrder };
    /** An order's fulfilments, the oldest first. Throws `order_not_found`. */
    listFulfillments: Fulfillment[];
    /** The orders of one customer, whom apps know by `user_id`. Throws `customer_not_found`. */
    listOrdersOf: List<Order> & { user_id: number };
    /** A return of a customer's own order. Throws `order_not_found`, `return_not_found`. */
    getOwnReturn: OrderReturn;
    /** The merchant's cancellation, asked for by the customer. Throws `order_not_cancellable`, `bank_account_invalid`. */
    cancelOwnOrder: { order: FullOrder };
    /** Throws `order_not_found`, `retry_not_available`, `payment_declined`. */
    retryPayment: { order: FullOrder };
    /** Throws `order_not_found`, `item_not_found`, `item_not_returnable`, `quantity_exceeds_returnable`. */
    requestReturn: OrderReturn;
    /** Approves, rejects, or receives: restocks, and refunds or replaces. Throws `return_not_found`, `invalid_return_transition`. */
    moveReturn: OrderReturn;
  }
>;
