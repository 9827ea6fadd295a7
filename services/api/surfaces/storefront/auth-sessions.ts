import Joi from "joi";
import type { Session } from "../../../contracts.ts";
import { endpoint } from "../../endpoint.ts";
import { allOf } from "../shared/answers.ts";
import { flag, id, text, textOrNull, time } from "../shared/fields.ts";
import { callerOf, callersWriteOf, given, pathOf, workflow } from "../shared/requests.ts";
import { shape } from "../shared/shape.ts";
import { newPasswordBody, passwordBody, tooWeak } from "./auth-common.ts";
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
  description: "All other sessions of the customer end.",
  bodySchema: Joi.object<{ current_password: string; new_password: string }>({
    current_password: passwordBody().required(),
    new_password: newPasswordBody().required(),
  }),
  bodyExample: { current_password: "a horse, a battery and a staple", new_password: "quite another long password" },
  status: 204,
  errors: [[401, "invalid_credentials", "The current password is wrong."], customerNotFound, tooWeak],
  action: "orchestra.changePassword",
  input: (request) => ({
    ...callersWriteOf(request),
    ...given({ session_id: request.principal.session_id }),
    ...request.body,
  }),
});

const listSessions = endpoint({
  id: "storefrontListSessions",
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

/** Storefront: the password, and where the customer is signed in (contract §5). */
export const authSessions = [changePassword, listSessions, endSession];
