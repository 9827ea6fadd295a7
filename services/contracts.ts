import type { Context } from "moleculer";
import type { AuditActions } from "./contracts/audit.ts";
import type { AuthActions } from "./contracts/auth.ts";
import type { CacheActions } from "./contracts/cache.ts";
import type { CatalogActions } from "./contracts/catalog.ts";
import type { CallMeta } from "./contracts/common.ts";
import type { CustomersActions } from "./contracts/customers.ts";
import type { InventoryActions } from "./contracts/inventory.ts";
import type { LoyaltyActions } from "./contracts/loyalty.ts";
import type { MediaActions } from "./contracts/media.ts";
import type { NotificationsActions } from "./contracts/notifications.ts";
import type { OrchestraActions } from "./contracts/orchestra.ts";
import type { OrdersActions } from "./contracts/orders-actions.ts";
import type { PaymentsActions } from "./contracts/payments.ts";
import type { ReturnsActions } from "./contracts/returns.ts";
import type { ReviewsActions } from "./contracts/reviews.ts";
import type { ShipmentsActions } from "./contracts/shipments.ts";
import type { StoresActions } from "./contracts/stores.ts";

// Entities, action results and domain events, a file for each service. Parameters of actions come from the schemas of the
// services. Times are epoch milliseconds and amounts are integer minor units; the surfaces convert both for clients.

export type * from "./contracts/audit.ts";
export * from "./contracts/auth.ts";
export type * from "./contracts/cache.ts";
export * from "./contracts/catalog.ts";
export * from "./contracts/common.ts";
export * from "./contracts/customers.ts";
export type * from "./contracts/events.ts";
export * from "./contracts/inventory.ts";
export * from "./contracts/loyalty.ts";
export type * from "./contracts/media.ts";
export * from "./contracts/notifications.ts";
export * from "./contracts/orchestra.ts";
export * from "./contracts/orders.ts";
export type * from "./contracts/orders-actions.ts";
export * from "./contracts/payments.ts";
export * from "./contracts/returns.ts";
export * from "./contracts/reviews.ts";
export * from "./contracts/shipments.ts";
export type * from "./contracts/stores.ts";

/** Parameters and results of every action. */
export interface Actions
  extends StoresActions,
    AuthActions,
    CustomersActions,
    OrdersActions,
    ShipmentsActions,
    InventoryActions,
    PaymentsActions,
    CatalogActions,
    LoyaltyActions,
    MediaActions,
    ReturnsActions,
    ReviewsActions,
    NotificationsActions,
    CacheActions,
    AuditActions,
    OrchestraActions {}

export type ActionName = keyof Actions;
export type ActionParams<Name extends ActionName> = Actions[Name]["params"];
export type ActionResult<Name extends ActionName> = Actions[Name]["result"];

/** The Moleculer context of an action. */
export type CallContext = Context<unknown, CallMeta>;

/** Calls an action, typed by its contract. */
export type Call = <Name extends ActionName>(
  name: Name,
  params: ActionParams<Name>,
  options?: { timeout?: number },
) => Promise<ActionResult<Name>>;
