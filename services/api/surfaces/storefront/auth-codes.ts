import { type OtpAction, otpActions, type SessionTokens } from "../../../contracts.ts";
import { endpoint, type Request } from "../../endpoint.ts";
import { refuse, refuseFields } from "../../errors.ts";
import { trimmedBody } from "../../formats.ts";
import { enumeration } from "../shared/enumerations.ts";
import { count, optional, text } from "../shared/fields.ts";
import { clientOf, given, signInOf, signInStoreOf, workflow } from "../shared/requests.ts";
import { shape } from "../shared/shape.ts";
import {
  answerOfTokens,
  assertKind,
  breached,
  namedBody,
  newPasswordBody,
  notKept,
  recentRequired,
  secondFactorBody,
  secondFactorErrors,
  signedIn,
  tooWeak,
} from "./auth-common.ts";
import { refuseEnrolling } from "./credentials.ts";
import { profileOf } from "./profile-shapes.ts";

interface Named {
  otp_action: OtpAction;
  email?: string;
  phone?: string;
}

const tag = "Sign-in";
const otpAction = enumeration("OtpAction", otpActions);
const asked = { otp_action: otpAction.schema.required() };
const message = "If somebody can be reached there, a code is on its way.";

const sent = shape<{ message: string; expires_in: number }>("OtpSent").with({
  message: text(message),
  expires_in: count(600),
});

const { access_token, refresh_token, token_type, expires_in, device_token, user } = signedIn.fields;

// With tokens after `login` and `reset-password`.
const verified = shape<Partial<SessionTokens> & { token_type?: "Bearer"; user: typeof user.example }>(
  "OtpVerified",
).with({
  access_token: optional(access_token),
  refresh_token: optional(refresh_token),
  token_type: optional(token_type),
  expires_in: optional(expires_in),
  device_token,
  user,
});

const generateOtp = endpoint({
  id: "storefrontGenerateOtp",
  method: "POST",
  path: "/auth/generate-otp",
  tag,
  auth: "optional",
  whileEnrolling: true,
  storeByHeader: true,
  summary: "Ask for a one-time code",
  description:
    "Sends six digits, good for 10 minutes and five guesses, where somebody can be reached there; the answer is the same where nobody can. A new code replaces the one that the same network asked for before. An action that ends in `-email` takes an `email`, one that ends in `-phone` a `phone`. All but `login` and `reset-password` need the customer's token; `update-email` and `update-phone` make the address their pending one, and `confirm` proves once more who is signed in.",
  bodySchema: namedBody<Named>(asked),
  bodyExample: { otp_action: "login", email: "rahim@example.com" },
  status: 202,
  answerSchema: sent.schema,
  answerExample: sent.example,
  errors: [recentRequired],
  action: "orchestra.generateOtp",
  input: (request) => {
    const { body, idempotency_key } = request;
    const { otp_action: action, ...named } = body;
    assertKind(body);
    const { session_id: _session, ...customer } = holderOf(request);
    const signIn = { ...customer, sign_in: signInOf(request), client: clientOf(request) };
    return { store: signInStoreOf(request), action, ...named, ...signIn, idempotency_key };
  },
  output: ({ expires_in }) => ({ message, expires_in }),
});

const verifyOtp = endpoint({
  ...workflow,
  id: "storefrontVerifyOtp",
  method: "POST",
  path: "/auth/verify-otp",
  tag,
  auth: "optional",
  whileEnrolling: true,
  storeByHeader: true,
  summary: "Use a one-time code",
  description:
    "`login` and `reset-password` answer tokens beside the user; the latter sets `new_password`, ends every other session, and removes passkeys and an authenticator of the last 72 hours, and passkeys of before the address was proven. An address that is proven first, without the account's own token, ends all that was set before: password, sessions, unproven addresses. The other actions need the customer's token: `verify-…` marks the address as verified, `update-…` makes the pending one the customer's and ends other sessions, `confirm` counts as a new sign-in.",
  bodySchema: namedBody<Named & { otp: string; new_password?: string; second_factor?: string }>({
    ...asked,
    otp: trimmedBody()
      .pattern(/^\d{6}$/, "six digits")
      .required()
      .example("048213"),
    new_password: newPasswordBody().description(
      "With `reset-password`, and only then. At least 10 characters; none that everybody tries, and not the address itself.",
    ),
    second_factor: secondFactorBody(),
  }),
  bodyExample: { otp_action: "login", email: "rahim@example.com", otp: "048213" },
  answerSchema: verified.schema,
  answerExample: verified.example,
  errors: [
    [401, "invalid_otp", "The code is wrong, used up or expired."],
    [409, "email_exists", "Meanwhile another customer of this store has this email address."],
    [409, "phone_exists", "Meanwhile another customer of this store has this phone number."],
    tooWeak,
    breached,
    ...secondFactorErrors,
  ],
  action: "orchestra.verifyOtp",
  input: (request) => {
    const { body, idempotency_key } = request;
    const { otp_action: action, new_password, ...rest } = body;
    assertKind(body);
    if ((action === "reset-password") !== (new_password !== undefined))
      refuseFields([{ path: "new_password", message: '"new_password" goes with reset-password, and with it alone' }]);
    const password = new_password === undefined ? {} : { new_password };
    const signIn = { ...holderOf(request), client: clientOf(request) };
    return { store: signInStoreOf(request), action, ...rest, ...password, ...signIn, idempotency_key };
  },
  headers: () => notKept,
  output: ({ tokens, profile }, request) =>
    tokens ? answerOfTokens.output({ tokens, profile }, request) : { user: profileOf(profile, request) },
});

/** Storefront: one-time codes (contract §5). */
export const authCodes = [generateOtp, verifyOtp];

// Who has yet to set a second factor up signs in, and shows once more who they are; no address changes before.
const whileEnrolling: OtpAction[] = ["login", "reset-password", "confirm"];

/** The customer of the token. Throws `second_factor_setup_required`; `invalid_token` without one, where the code is the customer's and not an address's. */
function holderOf({ principal, body }: Pick<Request<unknown, unknown, Named>, "principal" | "body">): {
  customer_id?: string;
  session_id?: string;
} {
  const { store_id, subject: customer_id, session_id, must_enrol } = principal;
  const { otp_action } = body;
  if (must_enrol && !whileEnrolling.includes(otp_action)) refuseEnrolling();
  if (store_id !== undefined) return { customer_id, ...given({ session_id }) };
  if (otp_action !== "login" && otp_action !== "reset-password")
    refuse(401, "invalid_token", `A Bearer token is needed for ${otp_action}: it says whose code it is.`);
  return {};
}
