import Joi from "joi";
import type { ActionResult } from "../../../contracts.ts";
import { endpoint, type Request } from "../../endpoint.ts";
import { refuse } from "../../errors.ts";
import { tokenType } from "../shared/enumerations.ts";
import { count, id, oneOf } from "../shared/fields.ts";
import { shape } from "../shared/shape.ts";
import { notKept, oauthFailure } from "./oauth-errors.ts";

interface ClientBody {
  client_id?: string;
  client_secret?: string;
}

interface TokenBody extends ClientBody {
  grant_type: string;
  scope?: string;
  store_id?: number | string;
}

/** A parameter of OAuth: one without a value is as if it were not there (RFC 6749 §3.2). */
export const parameter = () => Joi.string().empty("");

const accessToken = shape<ActionResult<"auth.issueAccessToken">>("AccessToken").with({
  access_token: id("sx_at_3q2-7wAbCdEf"),
  token_type: oneOf(tokenType, "Bearer").from(() => "Bearer" as const),
  expires_in: count(3600),
  scope: id("read:customers write:customers"),
  store_id: count(22),
});

const issueToken = endpoint({
  id: "appsIssueToken",
  method: "POST",
  path: "/oauth/token",
  tag: "Access tokens",
  auth: "none",
  summary: "Get an access token",
  description:
    "RFC 6749 client credentials. `client_id` and `client_secret` come in the body or by Basic; `scope` and `store_id` are needed only to ask for less, or when the app is installed in several stores. The token is good for one hour and one store.",
  bodyTypes: ["application/x-www-form-urlencoded", "application/json"],
  bodySchema: Joi.object<TokenBody>({
    grant_type: parameter().required().example("client_credentials"),
    client_id: parameter().max(200),
    client_secret: parameter().max(200),
    scope: parameter().max(1_000),
    store_id: Joi.alternatives(Joi.number().integer(), Joi.string().pattern(/^\d{1,9}$/)).empty(""),
  }),
  bodyExample: {
    grant_type: "client_credentials",
    client_id: "sx_app_demo",
    client_secret: "sx_secret_demo",
    store_id: 22,
  },
  answerSchema: accessToken.schema,
  answerExample: accessToken.example,
  errors: [
    [400, "invalid_request", "A parameter is missing or malformed, or `store_id` is needed."],
    [408, "invalid_request", "The body was sent too slowly: it has 10 seconds."],
    [413, "invalid_request", "The body is larger than 16 KiB."],
    [415, "invalid_request", "The body is sent as another media type, or compressed."],
    [400, "unsupported_grant_type", "Only `client_credentials` is known here."],
    [400, "unauthorized_client", "The app is not installed in the store, or may not call from this network."],
    [400, "invalid_scope", "The app does not have this scope in the store."],
    [401, "invalid_client", "The client is not known, or its secret is wrong."],
  ],
  action: "auth.issueAccessToken",
  input: (request) => {
    const { body } = request;
    if (body.grant_type !== "client_credentials") {
      refuse(400, "unsupported_grant_type", "grant_type must be client_credentials.");
    }
    return {
      ...clientOf(request),
      ip: request.ip,
      ...(body.store_id === undefined ? {} : { store_id: Number(body.store_id) }),
      ...(body.scope === undefined ? {} : { scopes: body.scope.split(" ").filter((scope) => scope !== "") }),
    };
  },
  headers: () => notKept,
  output: (issued, { store }) => accessToken.present(issued, store),
  failure: oauthFailure,
});

/** Apps: access tokens (contract §1). */
export const oauth = [issueToken];

/** The client of a request to one of the OAuth endpoints. Throws `invalid_client`, `invalid_request`. */
export function clientOf({ body, headers }: Request<unknown, unknown, ClientBody>): {
  client_id: string;
  client_secret: string;
} {
  const basic = /^Basic +([A-Za-z0-9+/=]+) *$/i.exec(headers.authorization ?? "")?.[1];
  if (basic === undefined) {
    if (headers.authorization !== undefined) refuse(401, "invalid_client", "The Authorization header must be Basic.");
    return { client_id: body.client_id ?? "", client_secret: body.client_secret ?? "" };
  }
  if (body.client_secret !== undefined) {
    refuse(400, "invalid_request", "The client must be named by Basic or in the body, not both.");
  }
  const [client_id = "", ...rest] = Buffer.from(basic, "base64").toString().split(":").map(decode);
  if (body.client_id !== undefined && body.client_id !== client_id) {
    refuse(400, "invalid_request", "The client_id of the body is not the one of the Authorization header.");
  }
  return { client_id, client_secret: rest.join(":") };
}

// RFC 6749 §2.3.1: both are form-encoded before they are joined.
function decode(text: string): string {
  try {
    return decodeURIComponent(text.replace(/\+/g, " "));
  } catch {
    return text;
  }
}
