import Joi from "joi";
import { storeNamed } from "../../authorize.ts";
import { customEndpoint } from "../../endpoint.ts";
import { refuse, refuseFields } from "../../errors.ts";
import { emailBody, filledTextBody, phoneBody, textBody } from "../../formats.ts";
import {
  clientOf,
  namedBody,
  newPasswordBody,
  passwordBody,
  signedIn,
  signInStoreOf,
  stepTimeout,
  tokensAnswer,
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
const answers = { answerSchema: signedIn.schema, answerExample: signedIn.example };
const taken = [
  [409, "email_exists", "Another customer of this store has this email address."],
  [409, "phone_exists", "Another customer of this store has this phone number."],
] as const;
const badToken = [401, "invalid_token", "The refresh token is not known, was used before or has expired."] as const;

const register = customEndpoint({
  id: "storefrontRegister",
  method: "POST",
  path: "/auth/register",
  tag,
  open: "store",
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
  ...answers,
  errors: [...taken, tooWeak],
  run: async (request) => {
    const { body, store, call, idempotency_key } = request;
    const { password, ...person } = body;
    const customer = { ...person, registration_source: "EMAIL_PASSWORD" as const };
    const asked = { store: signInStoreOf(request), customer, password, idempotency_key };
    const { customer_id } = await call("orchestra.register", asked, stepTimeout);
    const { store_id, tenant_id } = store;
    const session = { store_id, tenant_id, customer_id, client: clientOf(request), idempotency_key };
    return tokensAnswer(await call("auth.startSession", session), request, 201);
  },
});

const logIn = customEndpoint({
  id: "storefrontLogIn",
  method: "POST",
  path: "/auth/login",
  tag,
  open: "store",
  summary: "Sign in with a password",
  description:
    "The same answer, in the same time, for a wrong password and for an address of nobody. Tries are limited for each address and each client.",
  bodySchema: Joi.object<{ email?: string; phone?: string; password: string }>({
    ...namedBody,
    password: passwordBody().required(),
  }).xor("email", "phone"),
  bodyExample: { email: "rahim@example.com", password: "a horse, a battery and a staple" },
  ...answers,
  errors: [[401, "invalid_credentials", "The address or the password is wrong."]],
  run: async (request) => {
    const asked = { ...request.body, store: signInStoreOf(request), client: clientOf(request) };
    return tokensAnswer(await request.call("orchestra.logIn", asked, stepTimeout), request);
  },
});

const refresh = customEndpoint({
  id: "storefrontRefresh",
  method: "POST",
  path: "/auth/refresh",
  tag,
  open: true,
  summary: "Go on with a session",
  description:
    "Takes a refresh token for a new pair. Each is good once: one that is shown again was copied, and ends the session. The store is the token's; `X-Store-Id` may name it, and then must.",
  bodySchema: Joi.object<{ refresh_token: string }>({ refresh_token: Joi.string().max(200).required() }),
  bodyExample: { refresh_token: signedIn.example.refresh_token },
  ...answers,
  errors: [badToken, [404, "store_not_found", "The store that `X-Store-Id` names does not exist."]],
  run: async (request) => {
    const { body, headers, call } = request;
    const named = headers["x-store-id"] === undefined ? {} : { store_id: (await storeNamed(headers, call)).store_id };
    const tokens = await call("auth.refresh", { ...body, ...named, client: clientOf(request) });
    const store = await call("stores.get", { store_id: tokens.store_id });
    return tokensAnswer(tokens, { ...request, store });
  },
});

const logOut = customEndpoint({
  id: "storefrontLogOut",
  method: "POST",
  path: "/auth/logout",
  tag,
  open: true,
  knowsCaller: true,
  summary: "Sign out",
  description:
    "Ends the session of the Bearer token, or of the `refresh_token` where there is none. Its access tokens are refused at once. A session that has ended already is no error.",
  bodySchema: Joi.object<{ refresh_token?: string }>({ refresh_token: Joi.string().max(200) }),
  bodyExample: { refresh_token: signedIn.example.refresh_token },
  status: 204,
  errors: [],
  run: async ({ body, principal, call }) => {
    const { surface: _surface, subject: customer_id, store_id, session_id } = principal;
    const { refresh_token } = body ?? {};
    if (store_id === undefined && refresh_token === undefined)
      refuse(401, "invalid_token", "A Bearer token is needed, or the session's refresh_token.");
    if (session_id === undefined && refresh_token === undefined)
      refuseFields([
        { path: "refresh_token", message: '"refresh_token" is required: the token belongs to no session' },
      ]);
    const ofToken = session_id === undefined ? {} : { customer_id, session_id };
    await call("auth.logOut", { store_id, ...ofToken, refresh_token });
    return { status: 204 };
  },
});

/** Storefront: signing in and out (contract §5). */
export const auth = [register, logIn, refresh, logOut];
