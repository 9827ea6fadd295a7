import type { IncomingHttpHeaders } from "node:http";
import type { NotificationPreferences, Profile } from "../../../contracts.ts";
import type { ErrorLine, Request } from "../../endpoint.ts";
import { pictureUrl } from "../../pictures.ts";
import { flag, id, text, textOrNull, time } from "../shared/fields.ts";
import { pathOf } from "../shared/requests.ts";
import { type Presented, shape } from "../shared/shape.ts";

/** The example of a customer's id. */
export const customerId = "cust_01JK7MZ3Q4N8T2V6X0Y1A5B9CD";

/** Schemas of the paths that name the customer who calls. */
export const idPath = pathOf({ id: customerId });
export const userPath = pathOf({ user_id: customerId });

export const customerNotFound: ErrorLine = [404, "customer_not_found", "The customer has been deleted."];

const channels = shape<NotificationPreferences["promotional"]>("NotificationChannels").with({
  email: flag(true),
  sms: flag(false),
  whatsapp: flag(false),
});

/** Which messages reach a customer, and where. */
export const notificationPreferences = shape<NotificationPreferences>("NotificationPreferences").with({
  transactional: channels.showing({ email: true, sms: true, whatsapp: false }),
  promotional: channels.showing({ email: false, sms: false, whatsapp: false }),
  newsletter: channels,
});

export const imageUrlExample = "https://api.example.com/media/22-Zq3mV0cJr8yTnX5wLkD1fHsGbP7uAe2i";

type Shown = Omit<Profile["customer"], "preferences"> & { image: string | null; chosen: NotificationPreferences };

/** A customer's own profile. */
export const profile = shape<Shown>("Profile").with({
  id: id(customerId),
  first_name: text("Rahim"),
  last_name: text("Uddin"),
  email: textOrNull("rahim@example.com"),
  phone: textOrNull("+8801712345678"),
  email_verified: flag(true),
  phone_verified: flag(false),
  pending_email: textOrNull(null, "Takes the place of `email` once its code was right."),
  pending_phone: textOrNull("+8801812345678", "Takes the place of `phone` once its code was right."),
  profile_image_url: textOrNull(imageUrlExample, "Serves the picture; null without one.").from("image"),
  notification_preferences: notificationPreferences.from("chosen"),
  created_at: time("2025-06-15T10:30:00.000Z"),
  updated_at: time("2025-06-15T10:30:00.000Z"),
});

/** A customer's own profile, with the URL of the picture. */
export const profileOf = (
  { customer, picture, preferences }: Profile,
  { headers, store }: Pick<Request<never, never, never>, "store"> & { headers: IncomingHttpHeaders },
): Presented<typeof profile> =>
  profile.present({ ...customer, image: pictureUrl(picture, { headers }), chosen: preferences }, store);
