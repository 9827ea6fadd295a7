import Joi from "joi";
import type { Passkey } from "../../../contracts.ts";
import { endpoint, type Request } from "../../endpoint.ts";
import { filledTextBody, trimmedBody } from "../../formats.ts";
import { allOf, answers } from "../shared/answers.ts";
import { asIs, flag, freeObject, id, list, optional, orNull, text, time } from "../shared/fields.ts";
import { callerOf, clientOf, pathOf, signInOf, signInStoreOf, tenantOf, workflow } from "../shared/requests.ts";
import { type Presented, shape } from "../shared/shape.ts";
import { answerOfTokens, notKept, recentRequired, secondFactorBody, secondFactorErrors } from "./auth-common.ts";
import {
  type Assertion,
  type Attestation,
  assertionBody,
  assertionExample,
  attestationBody,
  attestationExample,
} from "./passkey-bodies.ts";

const shared = { tag: "Sign-in", secret: true };
const own = { ...shared, whileEnrolling: true };
const path = "/auth/passkeys";

const passkey = shape<Passkey>("Passkey").with({
  id: id("pk_01JK7MZ3Q4N8T2V6X0Y1A5B9CD"),
  name: text("Rahim's phone"),
  backed_up: flag(true, "True for one that is not lost with its device."),
  created_at: time("2025-06-15T10:30:00.000Z"),
  last_used_at: orNull(time("2025-06-16T08:00:00.000Z")),
});

const registered = shape<{ passkey: Presented<typeof passkey>; recovery_codes?: string[] }>("PasskeyRegistered").with({
  passkey: asIs(passkey),
  recovery_codes: optional(list(text("1f3a9-0c2d4-77be1-9a0c5"), "With the first factor, this once.")),
});

const optionsOf = (name: string, about: string, example: object) =>
  shape<{ options: object }>(name).with({ options: freeObject(example, about) });

const creation = optionsOf("PasskeyCreationOptions", "For `PublicKeyCredential.parseCreationOptionsFromJSON()`.", {
  challenge: "bm9uY2UuMTc1MDAwMDAwMDAwMC5tYWM",
  rp: { name: "Shop", id: "shop.example.com" },
});
const request = optionsOf("PasskeyRequestOptions", "For `PublicKeyCredential.parseRequestOptionsFromJSON()`.", {
  challenge: "bm9uY2UuMTc1MDAwMDAwMDAwMC5tYWM",
  rpId: "shop.example.com",
  userVerification: "required",
});

const ownOf = (request: Pick<Request<unknown, unknown, unknown>, "store" | "principal">) => ({
  ...tenantOf(request),
  customer_id: request.principal.subject,
  sign_in: signInOf(request),
});

const notSetUp = [409, "passkeys_not_set_up", "The store's settings name no `sign_in.passkey_domain`."] as const;
const invalid = [
  401,
  "invalid_passkey",
  "It is not known, not for this site, or its challenge is over or used.",
] as const;

const begin = endpoint({
  ...own,
  id: "storefrontBeginPasskey",
  method: "POST",
  path: `${path}/options`,
  summary: "Begin to register a passkey",
  description: "Gives what the browser makes a passkey by, good for five minutes and for this customer.",
  action: "auth.passkeyOptions",
  input: (request) => ({ ...ownOf(request), store_name: request.store.name, label: request.principal.subject }),
  headers: () => notKept,
  ...answers(creation),
  errors: [recentRequired, notSetUp],
});

const create = endpoint({
  ...own,
  id: "storefrontCreatePasskey",
  method: "POST",
  path,
  summary: "Register a passkey",
  description:
    "Takes what the browser has made. A passkey signs in without password and second factor; it must be unlocked with each use. Customers with an authenticator show its code. Attestation certificates are refused.",
  bodySchema: Joi.object<{ name: string; response: Attestation; second_factor?: string }>({
    name: trimmedBody().concat(filledTextBody(100)).required().example(passkey.example.name),
    response: attestationBody,
    second_factor: secondFactorBody(),
  }),
  bodyExample: { name: passkey.example.name, response: attestationExample },
  status: 201,
  action: "auth.createPasskey",
  input: (request) => ({ ...ownOf(request), ...request.body }),
  headers: () => notKept,
  output: ({ passkey: made, recovery_codes }, { store }) => ({
    passkey: passkey.present(made, store),
    ...(recovery_codes ? { recovery_codes } : {}),
  }),
  answerSchema: registered.schema,
  answerExample: registered.example,
  errors: [
    recentRequired,
    invalid,
    ...secondFactorErrors,
    notSetUp,
    [409, "passkey_exists", "It is registered already."],
    [409, "too_many_passkeys", "The customer has 20."],
  ],
});

const get = endpoint({
  ...own,
  id: "storefrontListPasskeys",
  method: "GET",
  path,
  summary: "List passkeys",
  description: "The newest first; at most 20.",
  action: "auth.passkeys",
  input: callerOf,
  ...allOf(passkey, "passkeys", ({ passkeys }: { passkeys: Passkey[] }) => passkeys),
  errors: [],
});

const remove = endpoint({
  ...own,
  id: "storefrontDeletePasskey",
  method: "DELETE",
  path: `${path}/:passkey_id`,
  summary: "Remove a passkey",
  description: "It signs nobody in from then on.",
  pathSchema: pathOf({ passkey_id: passkey.example.id }),
  status: 204,
  action: "auth.deletePasskey",
  input: (request) => ({ ...ownOf(request), ...request.path }),
  errors: [
    recentRequired,
    [404, "passkey_not_found", "The customer has no such passkey."],
    [409, "last_second_factor", "The store requires a second factor, and this is the last."],
  ],
});

const beginSignIn = endpoint({
  ...shared,
  id: "storefrontBeginPasskeySignIn",
  method: "POST",
  path: `${path}/sign-in/options`,
  auth: "none",
  storeByHeader: true,
  summary: "Begin to sign in with a passkey",
  description:
    "Gives what the browser asks for a passkey by, good for five minutes. It says of nobody whether they have one.",
  action: "auth.passkeySignInOptions",
  input: ({ store }) => ({ store_id: store.store_id }),
  headers: () => notKept,
  ...answers(request),
  errors: [notSetUp],
});

const signIn = endpoint({
  ...workflow,
  ...shared,
  id: "storefrontPasskeySignIn",
  method: "POST",
  path: `${path}/sign-in`,
  auth: "none",
  storeByHeader: true,
  summary: "Sign in with a passkey",
  description: "Takes what the browser has answered. No second factor is asked for: a passkey is two.",
  bodySchema: Joi.object<{ response: Assertion }>({ response: assertionBody }),
  bodyExample: { response: assertionExample },
  errors: [invalid, notSetUp],
  action: "orchestra.logInByPasskey",
  input: (request) => ({
    store: signInStoreOf(request),
    response: request.body.response,
    client: clientOf(request),
  }),
  ...answerOfTokens,
});

/** Storefront: passkeys (contract §5). */
export const authPasskeys = [beginSignIn, signIn, begin, create, get, remove];
