import Joi from "joi";
import { customEndpoint, endpoint } from "../../endpoint.ts";
import { component } from "../../openapi/component.ts";
import { sessionCookieOf } from "./session-cookie.ts";

const tag = "Sign-in";

const methods = endpoint({
  id: "opsGetSignIn",
  method: "GET",
  path: "/sign-in",
  tag,
  auth: "none",
  summary: "Get the ways to sign in",
  description: "`oidc` begins at `/console/sign-in`; `development` is one click.",
  action: "auth.operatorSignIn",
  input: () => ({}),
  output: (ways) => ways,
  answerSchema: component(
    "SignInWays",
    Joi.object({ oidc: Joi.boolean().required(), development: Joi.boolean().required() }),
  ),
  answerExample: { oidc: true, development: false },
  errors: [],
});

const developer = endpoint({
  id: "opsSignInAsDeveloper",
  method: "POST",
  path: "/session/development",
  tag,
  auth: "none",
  secret: true,
  summary: "Sign in as a developer",
  description: "In development only. Sets the session's cookie.",
  status: 204,
  action: "auth.signInAsDeveloper",
  input: () => ({}),
  headers: ({ token, expires_in }) => ({ "Set-Cookie": sessionCookieOf(token, expires_in) }),
  errors: [[404, "sign_in_not_set_up", "This is not development."]],
});

const current = customEndpoint({
  id: "opsGetSession",
  method: "GET",
  path: "/session",
  tag,
  summary: "Get the session",
  description: "Who is signed in.",
  answerSchema: component(
    "OperatorSession",
    Joi.object({ subject: Joi.string().required(), expires_at: Joi.string().isoDate().required() }),
  ),
  answerExample: { subject: "operator@example.com", expires_at: "2025-06-15T18:30:00.000Z" },
  errors: [],
  run: async ({ principal: { subject, expires_at } }) => {
    const body = { subject, expires_at: new Date((expires_at ?? 0) * 1_000).toISOString() };
    return { status: 200, body };
  },
});

const signedOut = { "Set-Cookie": sessionCookieOf("", 0) };

const end = endpoint({
  id: "opsEndSession",
  method: "DELETE",
  path: "/session",
  tag,
  secret: true,
  summary: "Sign out",
  description:
    "Ends the session: neither its cookie nor a copy of it opens anything from then on. A token without a session, of the command line or of another issuer, is good until it expires or is revoked (`POST /ops/v1/tokens/revoke`).",
  status: 204,
  action: "auth.endOperatorSession",
  input: ({ principal: { subject, session_id } }) => ({ subject, session_id }),
  headers: () => signedOut,
  errors: [],
});

const endAll = endpoint({
  id: "opsEndSessions",
  method: "DELETE",
  path: "/sessions",
  tag,
  secret: true,
  summary: "Sign out everywhere",
  description: "Ends all sessions of the operator, this one too.",
  status: 204,
  action: "auth.endOperatorSessions",
  input: ({ principal: { subject } }) => ({ subject }),
  headers: () => signedOut,
  errors: [],
});

/** Operations: the console's session. */
export const session = [methods, developer, current, end, endAll];
