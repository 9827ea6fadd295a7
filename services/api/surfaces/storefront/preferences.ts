import Joi from "joi";
import type { ActionParams } from "../../../contracts.ts";
import { customEndpoint, type Request } from "../../endpoint.ts";
import { component } from "../../openapi/component.ts";
import { assertCustomer, customerNotFound, idPath, notificationPreferences } from "./profile-shapes.ts";

type Chosen = ActionParams<"notifications.setPreferences">["preferences"];
type Asked<Body> = Request<{ id: string }, unknown, Body>;

const shared = {
  path: "/auth/user/:id/notification-preferences",
  tag: "Notification preferences",
  owner: "id",
  pathSchema: idPath,
  answerSchema: notificationPreferences.schema,
  answerExample: notificationPreferences.example,
  errors: [customerNotFound],
};

const getPreferences = customEndpoint({
  ...shared,
  id: "storefrontGetNotificationPreferences",
  method: "GET",
  summary: "Get which messages the customer wants",
  description: "By kind of message and channel.",
  async run(request: Asked<undefined>) {
    await assertCustomer(request);
    return { status: 200, body: await request.call("notifications.preferences", ownerOf(request)) };
  },
});

const channels = component(
  "NotificationChannelsInput",
  Joi.object({ email: Joi.boolean(), sms: Joi.boolean(), whatsapp: Joi.boolean() }),
);

const setPreferences = customEndpoint({
  ...shared,
  id: "storefrontSetNotificationPreferences",
  method: "PUT",
  summary: "Choose which messages the customer wants",
  description: "What is left out stays. Security messages, such as codes, are always sent.",
  bodySchema: Joi.object<Chosen>({ transactional: channels, promotional: channels, newsletter: channels }),
  bodyExample: { promotional: { email: false }, newsletter: { email: true } },
  async run(request: Asked<Chosen>) {
    await assertCustomer(request);
    const { body: preferences, idempotency_key } = request;
    const chosen = { ...ownerOf(request), preferences, idempotency_key };
    return { status: 200, body: await request.call("notifications.setPreferences", chosen) };
  },
});

/** Storefront: which messages reach the customer, and where (contract §5). */
export const preferences = [getPreferences, setPreferences];

const ownerOf = ({ store, principal }: Asked<unknown>) => ({
  store_id: store.store_id,
  customer_id: principal.subject,
});
