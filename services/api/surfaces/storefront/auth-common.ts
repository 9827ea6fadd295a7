import Joi from "joi";
import type { SignedIn } from "../../../contracts.ts";
import type { Request } from "../../endpoint.ts";
import { refuseFields } from "../../errors.ts";
import { emailBody, phoneBody } from "../../formats.ts";
import { tokenType } from "../shared/enumerations.ts";
import { asIs, count, oneOf, optional, text } from "../shared/fields.ts";
import { type Presented, shape } from "../shared/shape.ts";
import { profile, profileOf } from "./profile-shapes.ts";

type Asked = Pick<Request<unknown, unknown, unknown>, "store" | "headers">;

/** Headers of answers with tokens: no cache may store them. */
export const notKept = { "Cache-Control": "no-store" };

/** The schema of a body with the fields that identify a customer who signs in, one of the two, and others. */
export const namedBody = <Body>(others: Joi.SchemaMap) =>
  Joi.object({
    email: emailBody().description("This or `phone`."),
    phone: phoneBody().description("This or `email`."),
    ...others,
  })
    .xor("email", "phone")
    .messages({
      "object.xor": '"email" and "phone" exclude each other',
      "object.missing": '"email" or "phone" is required',
    }) as Joi.ObjectSchema<Body>;

/** A new password. */
export const newPasswordBody = () =>
  Joi.string()
    .min(10)
    .max(200)
    .example("a horse, a battery and a staple")
    .description("At least 10 characters; none that everybody tries, and not the address itself.");

/** A current password. */
export const passwordBody = () => Joi.string().max(200).example("a horse, a battery and a staple");

/** The tokens of a session, and its customer. */
export const signedIn = shape<SignedIn["tokens"] & { user: Presented<typeof profile> }>("SignedIn").with({
  access_token: text(
    "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJjdXN0XzAxSks3In0.c2lnbmF0dXJl",
    "A JWT, good for `expires_in` seconds and while its session is open.",
  ),
  refresh_token: text("sx_rt_Zq3mV0cJr8yTnX5wLkD1fHsGbP7uAe2i", "Opaque, good once and for 30 days."),
  token_type: oneOf(tokenType, "Bearer").from(() => "Bearer" as const),
  expires_in: count(900),
  device_token: optional(
    text(
      "sx_dev_Zq3mV0cJr8yTnX5wLkD1fHsGbP7uAe2i",
      "Of a sign-in: sent as `X-Device-Token` with the next one, its tries count apart from those of strangers.",
    ),
  ),
  user: asIs(profile),
});

/** The answer of a sign-in. */
export const answerOfTokens = {
  headers: () => notKept,
  output: ({ tokens, profile }: SignedIn, request: Asked) =>
    signedIn.present({ ...tokens, user: profileOf(profile, request) }, request.store),
  answerSchema: signedIn.schema,
  answerExample: signedIn.example,
};

/** Checks that the body has the email or phone that its action is for. Throws `validation_error`. */
export function assertKind({ otp_action, email, phone }: { otp_action: string; email?: string; phone?: string }): void {
  const kind = /-(email|phone)$/.exec(otp_action)?.[1];
  if (kind === "email" && email === undefined)
    refuseFields([{ path: "email", message: `"email" is required with ${otp_action}` }]);
  if (kind === "phone" && phone === undefined)
    refuseFields([{ path: "phone", message: `"phone" is required with ${otp_action}` }]);
}

/** The error of what needs a password or a code once more. */
export const recentRequired = [
  403,
  "recent_sign_in_required",
  "The sign-in is older than 10 minutes: show the password or a code at `POST /auth/confirm`, and repeat it.",
] as const;

/** The second factor of a customer who has one. */
export const secondFactorBody = () =>
  Joi.string()
    .max(40)
    .example("048213")
    .description("Of customers with a second factor: the code of their authenticator, or a recovery code.");

/** The errors of sign-ins with a second factor. */
export const secondFactorErrors = [
  [401, "second_factor_required", "All else is right, and the customer has a second factor: send `second_factor` too."],
  [401, "invalid_second_factor", "The code of the second factor is wrong or was used before."],
] as const;

/** The error of a password that was stolen elsewhere. */
export const breached = [422, "password_breached", "The password is in a list of breached ones."] as const;

/** The error of a weak password. */
export const tooWeak = [422, "password_too_weak", "The password is one that is tried first."] as const;
