import Joi from "joi";
import type { ActionParams } from "../../../contracts.ts";
import { endpoint } from "../../endpoint.ts";
import { component } from "../../openapi/component.ts";
import { answers } from "../shared/answers.ts";
import { callerOf, callersWriteOf } from "../shared/requests.ts";
import { customerNotFound, idPath, notificationPreferences } from "./profile-shapes.ts";

type Chosen = ActionParams<"notifications.setPreferences">["preferences"];

const shared = {
  path: "/auth/user/:id/notification-preferences",
  tag: "Notification preferences",
  owner: "id",
  pathSchema: idPath,
  ...answers(notificationPreferences),
  errors: [customerNotFound],
};

const getPreferences = endpoint({
  ...shared,
  id: "storefrontGetNotificationPreferences",
  method: "GET",
  summary: "Get which messages the customer wants",
  description: "By kind of message and channel.",
  action: "orchestra.getPreferences",
  input: callerOf,
});

const channels = component(
  "NotificationChannelsInput",
  Joi.object({ email: Joi.boolean(), sms: Joi.boolean(), whatsapp: Joi.boolean() }),
);

const setPreferences = endpoint({
  ...shared,
  id: "storefrontSetNotificationPreferences",
  method: "PUT",
  summary: "Choose which messages the customer wants",
  description: "What is left out stays. Security messages, such as codes, are always sent.",
  bodySchema: Joi.object<Chosen>({ transactional: channels, promotional: channels, newsletter: channels }),
  bodyExample: { promotional: { email: false }, newsletter: { email: true } },
  action: "orchestra.setPreferences",
  input: (request) => ({ ...callersWriteOf(request), preferences: request.body }),
});

/** Storefront: which messages reach the customer, and where (contract §5). */
export const preferences = [getPreferences, setPreferences];
