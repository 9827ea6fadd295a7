import type { ApiActions } from "./contracts/api-actions.ts";
import type { AuditActions } from "./contracts/audit-actions.ts";
import type { AuthActions } from "./contracts/auth-actions.ts";
import type { CacheActions } from "./contracts/cache-actions.ts";
import type { CatalogActions } from "./contracts/catalog-actions.ts";
import type { CustomersActions } from "./contracts/customers-actions.ts";
import type { InventoryActions } from "./contracts/inventory-actions.ts";
import type { LoyaltyActions } from "./contracts/loyalty-actions.ts";
import type { MediaActions } from "./contracts/media-actions.ts";
import type { NotificationsActions } from "./contracts/notifications-actions.ts";
import type { OpsActions } from "./contracts/ops-actions.ts";
import type { OrchestraActions } from "./contracts/orchestra-actions.ts";
import type { OrdersActions } from "./contracts/orders-actions.ts";
import type { PaymentsActions } from "./contracts/payments-actions.ts";
import type { ReviewsActions } from "./contracts/reviews-actions.ts";
import type { ShipmentsActions } from "./contracts/shipments-actions.ts";
import type { StoresActions } from "./contracts/stores-actions.ts";
import type { WebhooksActions } from "./contracts/webhooks-actions.ts";

// What services keep and answer, and every domain event, a file for each service beside this one. What an action takes is
// stated once, by its service's schema; `x-actions.ts` puts parameters and results together. An enumeration is one
// constant here. Times are epoch milliseconds, money is integer minor units; the surfaces turn both into what a client
// reads.

export type * from "./contracts/api-actions.ts";
export type * from "./contracts/audit.ts";
export type * from "./contracts/audit-actions.ts";
export * from "./contracts/auth.ts";
export type * from "./contracts/auth-actions.ts";
export type * from "./contracts/cache-actions.ts";
export * from "./contracts/catalog.ts";
export type * from "./contracts/catalog-actions.ts";
export * from "./contracts/common.ts";
export * from "./contracts/customers.ts";
export type * from "./contracts/customers-actions.ts";
export type * from "./contracts/events.ts";
export * from "./contracts/imports.ts";
export * from "./contracts/inventory.ts";
export type * from "./contracts/inventory-actions.ts";
export * from "./contracts/loyalty.ts";
export type * from "./contracts/loyalty-actions.ts";
export type * from "./contracts/media.ts";
export type * from "./contracts/media-actions.ts";
export * from "./contracts/notifications.ts";
export type * from "./contracts/notifications-actions.ts";
export * from "./contracts/ops.ts";
export type * from "./contracts/ops-actions.ts";
export * from "./contracts/orchestra.ts";
export type * from "./contracts/orchestra-actions.ts";
export * from "./contracts/order-items.ts";
export * from "./contracts/orders.ts";
export type * from "./contracts/orders-actions.ts";
export type * from "./contracts/payment-providers.ts";
export * from "./contracts/payments.ts";
export type * from "./contracts/payments-actions.ts";
export * from "./contracts/returns.ts";
export * from "./contracts/reviews.ts";
export type * from "./contracts/reviews-actions.ts";
export * from "./contracts/shipments.ts";
export type * from "./contracts/shipments-actions.ts";
export type * from "./contracts/stores.ts";
export type * from "./contracts/stores-actions.ts";
export * from "./contracts/webhooks.ts";
export type * from "./contracts/webhooks-actions.ts";

/** Every action: what it takes and what it answers. */
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
    ReviewsActions,
    NotificationsActions,
    CacheActions,
    AuditActions,
    OrchestraActions,
    WebhooksActions,
    OpsActions,
    ApiActions {}

export type ActionName = keyof Actions;
export type ActionParams<Name extends ActionName> = Actions[Name]["params"];
export type ActionResult<Name extends ActionName> = Actions[Name]["result"];

/** Calls an action, typed by its contract. */
export type Call = <Name extends ActionName>(
  name: Name,
  params: ActionParams<Name>,
  options?: { timeout?: number },
) => Promise<ActionResult<Name>>;
