import { coreService } from "../../mixins/core-service.ts";
import { calculateTotal } from "./actions/calculate-total.ts";
import { changePassword } from "./actions/change-password.ts";
import { generateOtp } from "./actions/generate-otp.ts";
import { getCustomerOrder, getOrder } from "./actions/get-order.ts";
import { getProfile } from "./actions/get-profile.ts";
import { logIn, logInByPasskey } from "./actions/log-in.ts";
import { getMember, searchMembers, updateCustomer, updateMember } from "./actions/members.ts";
import { createBankAccount, getPreferences, setPreferences } from "./actions/of-customer.ts";
import { getOwnReturn, listFulfillments, listOrdersOf } from "./actions/of-orders.ts";
import { registerApp, revokeApp, rotateAppSecret, setAppNetworks } from "./actions/ops/apps.ts";
import { actOnDeadLetter, getDeadLetter, listDeadLetters } from "./actions/ops/dead-letters.ts";
import { listQueues } from "./actions/ops/queues.ts";
import { revokeTokens } from "./actions/ops/revoke-tokens.ts";
import { actOnRun, describeRun, searchWorkflowRuns } from "./actions/ops/runs.ts";
import { getLoyalty, listPoints } from "./actions/points.ts";
import { rebuildCustomerTotals } from "./actions/rebuild-customer-totals.ts";
import { refreshSession } from "./actions/refresh-session.ts";
import { register } from "./actions/register.ts";
import { createReview, listOwnReviews, listProductReviews } from "./actions/reviews.ts";
import { listRuns } from "./actions/runs.ts";
import { undoAddressChange } from "./actions/undo-address-change.ts";
import { updateProfile } from "./actions/update-profile.ts";
import { verifyOtp } from "./actions/verify-otp.ts";
import { journalTable } from "./migrations/0001-journal.ts";
import { journalSteps } from "./migrations/0002-steps.ts";
import { journalSignals } from "./migrations/0003-signals.ts";
import { runLists } from "./migrations/0004-run-lists.ts";
import { dropDetail, dropStaleDetail, followMoney, forgetCustomer, tellOfFactors } from "./orchestra.events.ts";
import { observeRuns } from "./store/run-metrics.ts";
import { engineOf } from "./workflow.ts";
import { adjustPoints } from "./workflows/adjust-points.ts";
import { bulkUpdateOrders } from "./workflows/bulk-update-orders.ts";
import { cancelOrder } from "./workflows/cancel-order.ts";
import { cancelOwnOrder } from "./workflows/cancel-own-order.ts";
import { createFulfillment } from "./workflows/create-fulfillment.ts";
import { deleteAddress } from "./workflows/delete-address.ts";
import { deleteCustomer } from "./workflows/delete-customer.ts";
import { moveReturn } from "./workflows/move-return.ts";
import { placeOrder } from "./workflows/place-order.ts";
import { recordMoney } from "./workflows/record-money.ts";
import { redeemPoints } from "./workflows/redeem-points.ts";
import { refundOrder } from "./workflows/refund-order.ts";
import { requestReturn } from "./workflows/request-return.ts";
import { retryPayment } from "./workflows/retry-payment.ts";
import { setOrderStatus } from "./workflows/set-order-status.ts";
import { settleRefund } from "./workflows/settle-refund.ts";
import { tellOfFactor } from "./workflows/tell-of-factor.ts";
import { updateFulfillment } from "./workflows/update-fulfillment.ts";

const workflows = [
  deleteCustomer,
  deleteAddress,
  setOrderStatus,
  cancelOrder,
  refundOrder,
  settleRefund,
  createFulfillment,
  updateFulfillment,
  bulkUpdateOrders,
  cancelOwnOrder,
  retryPayment,
  requestReturn,
  moveReturn,
  adjustPoints,
  redeemPoints,
  placeOrder,
  recordMoney,
  tellOfFactor,
];

/** Workflows and reads across several services. The service stores only the journal of the workflows. */
export default coreService({
  name: "orchestra",
  migrations: [journalTable, journalSteps, journalSignals, runLists],
  actions: [
    getOrder,
    getCustomerOrder,
    getProfile,
    getPreferences,
    setPreferences,
    createBankAccount,
    listOwnReviews,
    createReview,
    listProductReviews,
    listFulfillments,
    listOrdersOf,
    getOwnReturn,
    getMember,
    updateMember,
    updateCustomer,
    searchMembers,
    getLoyalty,
    listPoints,
    calculateTotal,
    rebuildCustomerTotals,
    listRuns,
    listDeadLetters,
    getDeadLetter,
    actOnDeadLetter,
    searchWorkflowRuns,
    describeRun,
    listQueues,
    registerApp,
    rotateAppSecret,
    setAppNetworks,
    revokeApp,
    revokeTokens,
    actOnRun,
    register,
    logIn,
    logInByPasskey,
    generateOtp,
    verifyOtp,
    refreshSession,
    changePassword,
    updateProfile,
    undoAddressChange,
    ...workflows.map(({ action }) => action),
  ],
  subscriptions: [forgetCustomer, tellOfFactors, ...followMoney],
  signals: { "orders.revised": dropStaleDetail, "shipments.erased": dropDetail },
  observe: observeRuns,
  check: (service) => engineOf(service).start(),
  workers: (service) => engineOf(service).workers(),
});
