import type { IncomingHttpHeaders } from "node:http";
import Joi from "joi";
import type { NotificationPreferences, Profile } from "../../../contracts.ts";
import type { ErrorLine } from "../../endpoint.ts";
import { field, isoTime, record } from "../../formats.ts";
import { pictureUrl } from "../../pictures.ts";

/** A customer's id as paths have it. */
export const customerId = () => Joi.string().max(40).required().example("cust_01JK7MZ3Q4N8T2V6X0Y1A5B9CD");

/** Where paths name the customer who calls. */
export const idPath = Joi.object<{ id: string }>({ id: customerId() });
export const userPath = Joi.object<{ user_id: string }>({ user_id: customerId() });

export const customerNotFound: ErrorLine = [404, "customer_not_found", "The customer has been deleted."];

/** A customer as they read themselves. */
export function profileOf({ customer, picture, preferences }: Profile, request: { headers: IncomingHttpHeaders }) {
  return {
    id: customer.id,
    first_name: customer.first_name,
    last_name: customer.last_name,
    email: customer.email,
    phone: customer.phone,
    email_verified: customer.email_verified,
    phone_verified: customer.phone_verified,
    pending_email: customer.pending_email,
    pending_phone: customer.pending_phone,
    profile_image_url: pictureUrl(picture, request),
    notification_preferences: preferences,
    created_at: isoTime(customer.created_at),
    updated_at: isoTime(customer.updated_at),
  };
}

/** The schema of what `profileOf` gives. */
export const profileSchema = () =>
  record({
    id: field.id("cust_01JK7MZ3Q4N8T2V6X0Y1A5B9CD"),
    first_name: field.text(),
    last_name: field.text(),
    email: field.textOrNull(),
    phone: field.textOrNull(),
    email_verified: field.flag(),
    phone_verified: field.flag(),
    pending_email: field.textOrNull().description("Takes the place of `email` once its code was right."),
    pending_phone: field.textOrNull().description("Takes the place of `phone` once its code was right."),
    profile_image_url: field.textOrNull().description("Serves the picture; null without one."),
    notification_preferences: preferencesSchema(),
    created_at: field.time(),
    updated_at: field.time(),
  });

const channels = () => record({ email: field.flag(), sms: field.flag(), whatsapp: field.flag() });

/** The schema of a customer's preferences. */
export const preferencesSchema = () =>
  record({ transactional: channels(), promotional: channels(), newsletter: channels() });

export const preferencesExample: NotificationPreferences = {
  transactional: { email: true, sms: true, whatsapp: false },
  promotional: { email: false, sms: false, whatsapp: false },
  newsletter: { email: true, sms: false, whatsapp: false },
};

export const imageUrlExample = "https://api.example.com/media/22-Zq3mV0cJr8yTnX5wLkD1fHsGbP7uAe2i";

export const profileExample = {
  id: "cust_01JK7MZ3Q4N8T2V6X0Y1A5B9CD",
  first_name: "Rahim",
  last_name: "Uddin",
  email: "rahim@example.com",
  phone: "+8801712345678",
  email_verified: true,
  phone_verified: false,
  pending_email: null,
  pending_phone: "+8801812345678",
  profile_image_url: imageUrlExample,
  notification_preferences: preferencesExample,
  created_at: "2025-06-15T10:30:00.000Z",
  updated_at: "2025-06-15T10:30:00.000Z",
};
