import Joi from "joi";
import { endpoint } from "../../endpoint.ts";
import { refuse, refuseFields } from "../../errors.ts";
import { emailBody, filledTextBody, phoneBody, textBody } from "../../formats.ts";
import { storeNameOf } from "../../http/store.ts";
import { emailTaken, phoneTaken } from "../shared/errors.ts";
import { clientOf, signInStoreOf, workflow } from "../shared/requests.ts";
import {
  answerOfTokens,
  breached,
  namedBody,
  newPasswordBody,
  passwordBody,
  secondFactorBody,
  secondFactorErrors,
  signedIn,
  tooWeak,
} from "./auth-common.ts";

interface Registration {
  email: string;
  password: string;
  first_name: string;
  last_name: string;
  phone?: string;
}

const tag = "Sign-in";

const register = endpoint({
  ...workflow,
  id: "storefrontRegister",
  method: "POST",
  path: "/auth/register",
  tag,
  auth: "none",
  storeByHeader: true,
  summary: "Register",
  description: "Makes a customer with a password, and signs them in.",
  bodySchema: Joi.object<Registration>({
    email: emailBody().required(),
    password: newPasswordBody().required(),
    first_name: filledTextBody(255).required(),
    last_name: textBody(255).allow("").required(),
    phone: phoneBody(),
  }),
  bodyExample: {
    email: "rahim@example.com",
    password: "a horse, a battery and a staple",
    first_name: "Rahim",
    last_name: "Uddin",
  },
  status: 201,
  errors: [
    emailTaken,
    phoneTaken,
    tooWeak,
    breached,
    [404, "customer_not_found", "The merchant has erased the customer meanwhile."],
  ],
  action: "orchestra.register",
  input: (request) => {
    const { password, ...person } = request.body;
    return {
      store: signInStoreOf(request),
      customer: { ...person, registration_source: "EMAIL_PASSWORD" },
      password,
      client: clientOf(request),
      idempotency_key: request.idempotency_key,
    };
  },
  ...answerOfTokens,
});

const logIn = endpoint({
  ...workflow,
  id: "storefrontLogIn",
  method: "POST",
  path: "/auth/login",
  tag,
  auth: "none",
  storeByHeader: true,
  summary: "Sign in with a password",
  description:
    "The same answer, in the same time, for a wrong password and for an address of nobody. Tries are limited for each address and each client.",
  bodySchema: namedBody<{ email?: string; phone?: string; password: string; second_factor?: string }>({
    password: passwordBody().required(),
    second_factor: secondFactorBody(),
  }),
  bodyExample: { email: "rahim@example.com", password: "a horse, a battery and a staple" },
  errors: [[401, "invalid_credentials", "The address or the password is wrong."], ...secondFactorErrors],
  action: "orchestra.logIn",
  input: (request) => ({ ...request.body, store: signInStoreOf(request), client: clientOf(request) }),
  ...answerOfTokens,
});

const refresh = endpoint({
  id: "storefrontRefresh",
  method: "POST",
  path: "/auth/refresh",
  tag,
  auth: "none",
  summary: "Go on with a session",
  description:
    "Takes a refresh token for a new pair. Each is good once: one that is shown again was copied, and ends the session. The store is the token's; `X-Store-Id` may name it, and then must.",
  bodySchema: Joi.object<{ refresh_token: string }>({ refresh_token: Joi.string().max(200).required() }),
  bodyExample: { refresh_token: signedIn.example.refresh_token },
  errors: [
    [401, "invalid_token", "The refresh token is not known, was used before or has expired."],
    [404, "store_not_found", "The store that `X-Store-Id` names does not exist."],
  ],
  action: "orchestra.refreshSession",
  input: (request) => ({
    ...request.body,
    ...(request.headers["x-store-id"] === undefined ? {} : { store: storeNameOf(request.headers) }),
    client: clientOf(request),
  }),
  ...answerOfTokens,
});

const logOut = endpoint({
  id: "storefrontLogOut",
  method: "POST",
  path: "/auth/logout",
  tag,
  whileEnrolling: true,
  auth: "optional",
  summary: "Sign out",
  description:
    "Ends the session of the Bearer token, or of the `refresh_token` where there is none. Its access tokens are refused at once. A session that has ended already is no error.",
  bodySchema: Joi.object<{ refresh_token?: string }>({ refresh_token: Joi.string().max(200) }),
  bodyExample: { refresh_token: signedIn.example.refresh_token },
  status: 204,
  errors: [],
  action: "auth.logOut",
  input: ({ body, principal }) => {
    const { subject: customer_id, store_id, session_id } = principal;
    const { refresh_token } = body ?? {};
    if (store_id === undefined && refresh_token === undefined)
      refuse(401, "invalid_token", "A Bearer token is needed, or the session's refresh_token.");
    if (session_id === undefined && refresh_token === undefined)
      refuseFields([
        { path: "refresh_token", message: '"refresh_token" is required: the token belongs to no session' },
      ]);
    return { store_id, ...(session_id === undefined ? {} : { customer_id, session_id }), refresh_token };
  },
});

/** Storefront: signing in and out (contract §5). */
export const auth = [register, logIn, refresh, logOut];
