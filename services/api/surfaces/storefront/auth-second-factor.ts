import Joi from "joi";
import { endpoint, type Request } from "../../endpoint.ts";
import { answers } from "../shared/answers.ts";
import { count, flag, list, text } from "../shared/fields.ts";
import { callerOf, signInOf, tenantOf } from "../shared/requests.ts";
import { shape } from "../shared/shape.ts";
import { notKept, recentRequired, secondFactorBody, secondFactorErrors } from "./auth-common.ts";

const shared = { tag: "Sign-in", secret: true, whileEnrolling: true };
const path = "/auth/second-factor";

const state = shape<{ enabled: boolean; recovery_codes_left: number }>("SecondFactor").with({
  enabled: flag(true, "A sign-in takes `second_factor` beside the password or the code."),
  recovery_codes_left: count(10, "Each is good once instead of a code."),
});

const begun = shape<{ secret: string; otpauth_url: string }>("TotpSecret").with({
  secret: text("JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP", "In base32, for authenticators that take no picture."),
  otpauth_url: text("otpauth://totp/Shop:rahim%40example.com?issuer=Shop&secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"),
});

const codes = shape<{ recovery_codes: string[] }>("RecoveryCodes").with({
  recovery_codes: list(text("1f3a9-0c2d4-77be1-9a0c5")),
});

const ownOf = (request: Pick<Request<unknown, unknown, unknown>, "store" | "principal">) => ({
  ...tenantOf(request),
  customer_id: request.principal.subject,
  sign_in: signInOf(request),
});

const exists = [409, "second_factor_exists", "The customer has a second factor already."] as const;

const get = endpoint({
  ...shared,
  id: "storefrontGetSecondFactor",
  method: "GET",
  path,
  summary: "Get the state of the second factor",
  description: "Whether the customer has an authenticator, and how many recovery codes are left.",
  action: "auth.secondFactor",
  input: callerOf,
  ...answers(state),
  errors: [],
});

const begin = endpoint({
  ...shared,
  id: "storefrontBeginTotp",
  method: "POST",
  path: `${path}/totp`,
  summary: "Begin to set an authenticator up",
  description: "Gives the secret of time-based codes (RFC 6238). It counts once `POST …/totp/confirm` got a right one.",
  action: "auth.beginTotp",
  input: (request) => ({ ...ownOf(request), issuer: request.store.name, label: request.principal.subject }),
  headers: () => notKept,
  ...answers(begun),
  errors: [recentRequired, exists],
});

const enable = endpoint({
  ...shared,
  id: "storefrontEnableTotp",
  method: "POST",
  path: `${path}/totp/confirm`,
  summary: "Confirm an authenticator",
  description: "Takes its first code. From then on a sign-in needs it; recovery codes are for when the device is lost.",
  bodySchema: Joi.object<{ code: string }>({
    code: Joi.string()
      .pattern(/^\d{6}$/, "six digits")
      .required(),
  }),
  bodyExample: { code: "048213" },
  action: "auth.enableTotp",
  input: (request) => ({ ...ownOf(request), code: request.body.code }),
  headers: () => notKept,
  ...answers(codes),
  errors: [
    recentRequired,
    exists,
    [401, "invalid_second_factor", "The code is wrong."],
    [409, "second_factor_not_begun", "There is no secret to confirm."],
  ],
});

const remove = endpoint({
  ...shared,
  id: "storefrontRemoveSecondFactor",
  method: "POST",
  path: `${path}/remove`,
  summary: "Remove the second factor",
  description: "Takes its code, or a recovery code.",
  bodySchema: Joi.object<{ second_factor?: string }>({ second_factor: secondFactorBody() }),
  bodyExample: { second_factor: "048213" },
  status: 204,
  action: "auth.removeSecondFactor",
  input: (request) => ({ ...ownOf(request), ...request.body }),
  errors: [recentRequired, ...secondFactorErrors],
});

const renewCodes = endpoint({
  ...shared,
  id: "storefrontRenewRecoveryCodes",
  method: "POST",
  path: `${path}/recovery-codes`,
  summary: "Get new recovery codes",
  description: "The codes before are good no more. Customers with an authenticator show its code, or a recovery code.",
  bodySchema: Joi.object<{ second_factor?: string }>({ second_factor: secondFactorBody() }),
  bodyExample: { second_factor: "048213" },
  action: "auth.renewRecoveryCodes",
  input: (request) => ({ ...ownOf(request), ...request.body }),
  headers: () => notKept,
  ...answers(codes),
  errors: [
    recentRequired,
    ...secondFactorErrors,
    [409, "second_factor_not_begun", "The customer has no second factor, and no passkey."],
  ],
});

/** Storefront: the second factor of a sign-in (contract §5). */
export const authSecondFactor = [get, begin, enable, remove, renewCodes];
