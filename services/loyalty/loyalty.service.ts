import { coreService } from "../../mixins/core-service.ts";
import { adjust } from "./actions/adjust.ts";
import { redeem } from "./actions/redeem.ts";
import { getRedemption, returnRedemption, spendRedemption, unspendRedemption } from "./actions/redemptions.ts";
import { ofMany, status } from "./actions/status.ts";
import { check, transactions } from "./actions/transactions.ts";
import { demoPoints } from "./loyalty.demo.ts";
import {
  followFailures,
  followRefunds,
  forgetCustomers,
  keepCurrency,
  keepPrograms,
  rewardOrders,
} from "./loyalty.events.ts";
import { loyaltyTables } from "./migrations/0001-loyalty.ts";
import { loyaltyPaidOut } from "./migrations/0002-paid-out.ts";
import { loyaltyCurrencies } from "./migrations/0003-currencies.ts";
import { loyaltyGoods } from "./migrations/0004-goods.ts";
import { expireDuePoints } from "./workers/expire-points.ts";
import { moveTiers } from "./workers/move-tiers.ts";

/** Customers' loyalty points: the ledger, redemptions for rewards, and tiers. */
export default coreService({
  name: "loyalty",
  migrations: [loyaltyTables, loyaltyPaidOut, loyaltyCurrencies, loyaltyGoods],
  actions: [
    status,
    ofMany,
    transactions,
    check,
    adjust,
    redeem,
    getRedemption,
    returnRedemption,
    spendRedemption,
    unspendRedemption,
  ],
  subscriptions: [rewardOrders, followRefunds, followFailures, keepPrograms, keepCurrency, forgetCustomers],
  demo: demoPoints,
  workers: (service) => [expireDuePoints(service), moveTiers(service)],
});
