import Joi from "joi";
import type { TokenState } from "../../../contracts.ts";
import { type ErrorLine, endpoint } from "../../endpoint.ts";
import { count, flag, id, optional } from "../shared/fields.ts";
import { shape } from "../shared/shape.ts";
import { clientOf, parameter } from "./oauth.ts";
import { notKept, oauthFailure } from "./oauth-errors.ts";

interface TokenBody {
  token: string;
  token_type_hint?: string;
  client_id?: string;
  client_secret?: string;
}

const errors: ErrorLine[] = [
  [400, "invalid_request", "A parameter is missing or malformed."],
  [400, "unauthorized_client", "The app may not call from this network."],
  [401, "invalid_client", "The client is not known, or its secret is wrong."],
  [408, "invalid_request", "The body was sent too slowly: it has 10 seconds."],
  [413, "invalid_request", "The body is larger than 16 KiB."],
  [415, "invalid_request", "The body is sent as another media type, or compressed."],
];

const shared = {
  method: "POST",
  tag: "Access tokens",
  auth: "none",
  bodyTypes: ["application/x-www-form-urlencoded", "application/json"],
  bodySchema: Joi.object<TokenBody>({
    token: parameter().max(200).required().example("sx_at_3q2-7wAbCdEf"),
    token_type_hint: parameter().max(100).example("access_token"),
    client_id: parameter().max(200),
    client_secret: parameter().max(200),
  }),
  bodyExample: { client_id: "sx_app_demo", client_secret: "sx_secret_demo", token: "sx_at_3q2-7wAbCdEf" },
  failure: oauthFailure,
  errors,
} as const;

const revokeToken = endpoint({
  ...shared,
  bodyTypes: [...shared.bodyTypes],
  id: "appsRevokeToken",
  path: "/oauth/revoke",
  summary: "Revoke an access token",
  description:
    "RFC 7009. The token is refused from then on, 10 seconds later at most. A token that is unknown or another app's is no error, and nothing happens to it.",
  answerSchema: Joi.object({}),
  answerExample: {},
  action: "auth.revokeToken",
  input: (request) => ({ ...clientOf(request), ip: request.ip, token: request.body.token }),
  headers: () => notKept,
  output: () => ({}),
});

const state = shape<TokenState>("TokenState").with({
  active: flag(true, "False for a token that has ended, is unknown or another app's."),
  client_id: optional(id("sx_app_demo")),
  store_id: optional(count(22)),
  scope: optional(id("read:customers write:customers")),
  token_type: optional(id("Bearer")),
  exp: optional(count(1_750_000_000, "Epoch seconds.")),
});

const introspectToken = endpoint({
  ...shared,
  bodyTypes: [...shared.bodyTypes],
  id: "appsIntrospectToken",
  path: "/oauth/introspect",
  summary: "See what an access token is good for",
  description: "RFC 7662, for the app's own tokens; any other is not active.",
  answerSchema: state.schema,
  answerExample: state.example,
  action: "auth.introspectToken",
  input: (request) => ({ ...clientOf(request), ip: request.ip, token: request.body.token }),
  headers: () => notKept,
  output: (found, { store }) => state.present(found, store),
});

/** Apps: the end of access tokens, and what they are good for. */
export const oauthTokens = [revokeToken, introspectToken];
