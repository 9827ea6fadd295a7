import { webhookTopics } from "../../../contracts.ts";
import type { SurfaceTable } from "../../endpoint.ts";
import { accessOf, credentials, securityScheme } from "./credentials.ts";
import { customerList } from "./customer-list.ts";
import { customerOrders } from "./customer-orders.ts";
import { customers } from "./customers.ts";
import { oauth } from "./oauth.ts";
import { oauthTokens } from "./oauth-tokens.ts";
import { webhookDeliveries } from "./webhook-deliveries.ts";
import { tag as webhooksTag } from "./webhook-requests.ts";
import { webhooks } from "./webhooks.ts";

/** The surface of third-party apps (contract §4). */
export const apps: SurfaceTable = {
  name: "apps",
  title: "Apps",
  description: "What third-party apps call, for one store, by an access token or the app's own credentials.",
  prefix: "/api/apps/v1",
  credentials,
  securityScheme,
  accessOf,
  errors: [],
  endpoints: [
    ...customerList,
    ...customers,
    ...customerOrders,
    ...webhooks,
    ...webhookDeliveries,
    ...oauth,
    ...oauthTokens,
  ],
  webhooks: { topics: webhookTopics, tag: webhooksTag },
};
