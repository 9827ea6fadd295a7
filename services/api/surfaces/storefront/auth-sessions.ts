import Joi from "joi";
import type { Session } from "../../../contracts.ts";
import { endpoint } from "../../endpoint.ts";
import { refuse } from "../../errors.ts";
import { allOf, answers } from "../shared/answers.ts";
import { emailTaken, phoneTaken } from "../shared/errors.ts";
import { flag, id, text, textOrNull, time } from "../shared/fields.ts";
import {
  callerOf,
  callersWriteOf,
  clientOf,
  given,
  pathOf,
  signInStoreOf,
  tenantOf,
  workflow,
} from "../shared/requests.ts";
import { shape } from "../shared/shape.ts";
import { breached, newPasswordBody, passwordBody, tooWeak } from "./auth-common.ts";
import { customerNotFound } from "./profile-shapes.ts";

const tag = "Sign-in";
const session = shape<Session & { is_current: boolean }>("Session").with({
  id: id("ses_01JK7MZ3Q4N8T2V6X0Y1A5B9CD"),
  user_agent: textOrNull("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"),
  ip: text("192.0.2.7"),
  is_current: flag(true, "True for the session that asks."),
  created_at: time("2025-06-15T10:30:00.000Z"),
  last_used_at: time("2025-06-15T10:45:00.000Z"),
});

const changePassword = endpoint({
  ...workflow,
  id: "storefrontChangePassword",
  method: "POST",
  path: "/auth/change-password",
  tag,
  secret: true,
  summary: "Change the password",
  description:
    "All other sessions of the customer end, tokens of before that belong to no session too, and every proven address is told.",
  bodySchema: Joi.object<{ current_password: string; new_password: string }>({
    current_password: passwordBody().required(),
    new_password: newPasswordBody().required(),
  }),
  bodyExample: { current_password: "a horse, a battery and a staple", new_password: "quite another long password" },
  status: 204,
  errors: [[401, "invalid_credentials", "The current password is wrong."], customerNotFound, tooWeak, breached],
  action: "orchestra.changePassword",
  input: (request) => ({
    store: signInStoreOf(request),
    customer_id: request.principal.subject,
    ...given({ session_id: request.principal.session_id }),
    ...request.body,
    idempotency_key: request.idempotency_key,
  }),
});

const listSessions = endpoint({
  id: "storefrontListSessions",
  whileEnrolling: true,
  method: "GET",
  path: "/auth/sessions",
  tag,
  summary: "List where the customer is signed in",
  description: "The last used first; at most 100.",
  action: "auth.sessions",
  input: callerOf,
  ...allOf(session, "sessions", (sessions: Session[], { principal }) =>
    sessions.map((each) => ({ ...each, is_current: each.id === principal.session_id })),
  ),
  errors: [],
});

const endSession = endpoint({
  id: "storefrontEndSession",
  whileEnrolling: true,
  method: "DELETE",
  path: "/auth/sessions/:session_id",
  tag,
  summary: "Sign out elsewhere",
  description: "Ends one of the customer's sessions: its tokens are refused at once.",
  pathSchema: pathOf({ session_id: session.example.id }),
  status: 204,
  action: "auth.endSession",
  input: (request) => ({ ...callersWriteOf(request), ...request.path }),
  errors: [[404, "session_not_found", "The customer has no such session."]],
});

const endSessions = endpoint({
  id: "storefrontEndSessions",
  whileEnrolling: true,
  method: "DELETE",
  path: "/auth/sessions",
  tag,
  summary: "Sign out everywhere",
  description:
    "Ends all sessions of the customer, the one that asks too: their tokens are refused at once. Tokens of before that belong to no session are refused after 10 seconds at most, on the commerce surface too.",
  status: 204,
  action: "auth.endSessions",
  input: callersWriteOf,
  errors: [],
});

const confirmed = shape<{ confirmed_until: number }>("Confirmed").with({
  confirmed_until: time("2025-06-15T10:55:00.000Z", "Until then, changes that need a recent sign-in are taken."),
});

const confirm = endpoint({
  id: "storefrontConfirm",
  whileEnrolling: true,
  method: "POST",
  path: "/auth/confirm",
  tag,
  secret: true,
  summary: "Show the password once more",
  description:
    "Before another address, a bank account or a refund to one, when the sign-in is older than 10 minutes. A code does the same: `otp_action` `confirm` of `POST /auth/generate-otp` and `/auth/verify-otp`.",
  bodySchema: Joi.object<{ password: string }>({ password: passwordBody().required() }),
  bodyExample: { password: "a horse, a battery and a staple" },
  action: "auth.confirmPassword",
  input: (request) => {
    const { session_id } = request.principal;
    if (session_id === undefined) refuse(403, "forbidden", "The token belongs to no session.");
    const whose = { ...tenantOf(request), customer_id: request.principal.subject, session_id };
    return { ...whose, password: request.body.password, client: clientOf(request) };
  },
  ...answers(confirmed),
  errors: [[401, "invalid_credentials", "The password is wrong."]],
});

const undoAddressChange = endpoint({
  ...workflow,
  id: "storefrontUndoAddressChange",
  method: "POST",
  path: "/auth/undo-address-change",
  tag,
  auth: "none",
  storeByHeader: true,
  summary: "Undo a change of address",
  description:
    "Takes the token that the old address was told, for 72 hours. The addresses are again those of before the change, and everybody is signed out: the holder signs in by a code and sets a password.",
  bodySchema: Joi.object<{ undo_token: string }>({ undo_token: Joi.string().max(200).required() }),
  bodyExample: { undo_token: "sx_undo_Zq3mV0cJr8yTnX5wLkD1fHsGbP7uAe2i" },
  status: 204,
  action: "orchestra.undoAddressChange",
  input: (request) => ({
    store: signInStoreOf(request),
    ...request.body,
    idempotency_key: request.idempotency_key,
  }),
  errors: [[404, "undo_not_found", "The change is not known, or is older than 72 hours."], emailTaken, phoneTaken],
});

/** Storefront: the password, and where the customer is signed in (contract §5). */
export const authSessions = [changePassword, confirm, undoAddressChange, listSessions, endSessions, endSession];
