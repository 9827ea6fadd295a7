import Joi from "joi";
import type { ActionParams, Profile } from "../../../contracts.ts";
import { endpoint } from "../../endpoint.ts";
import { etagOf } from "../../etag.ts";
import { emailBody, phoneBody, textBody } from "../../formats.ts";
import { emailTaken, phoneTaken, stale } from "../shared/errors.ts";
import { callerOf, clientOf, signInOf, signInStoreOf } from "../shared/requests.ts";
import { recentRequired } from "./auth-common.ts";
import { customerNotFound, idPath, profileOf, profile as profileShape } from "./profile-shapes.ts";

const shared = {
  path: "/auth/user/:id",
  tag: "Profile",
  owner: "id",
  pathSchema: idPath,
  answerSchema: profileShape.schema,
  answerExample: profileShape.example,
};

// What is shown beside the customer's own record changes apart from it.
const tagOf = ({ customer, picture, preferences }: Profile) =>
  etagOf(customer.version, JSON.stringify([picture?.key ?? null, preferences]));

const getProfile = endpoint({
  ...shared,
  id: "storefrontGetUser",
  method: "GET",
  summary: "Get the customer's profile",
  description: "Name, contact, profile image and notification preferences.",
  action: "orchestra.getProfile",
  input: callerOf,
  output: profileOf,
  etag: tagOf,
  errors: [customerNotFound],
});

const updateProfile = endpoint({
  ...shared,
  id: "storefrontUpdateUser",
  ifMatch: getProfile,
  method: "PUT",
  summary: "Change the customer's profile",
  description:
    "What is left out stays. Names change at once; another email address or phone number is pending, and a code goes to it: it takes effect when `POST /auth/verify-otp` with `update-email` or `update-phone` is right, the old address is told, and other sessions end.",
  bodySchema: Joi.object<ActionParams<"orchestra.updateProfile">["changes"]>({
    first_name: textBody(255).allow(""),
    last_name: textBody(255).allow(""),
    email: emailBody(),
    phone: phoneBody(),
  }).min(1),
  bodyExample: { first_name: "Rahim", phone: "01812345678" },
  action: "orchestra.updateProfile",
  input: (request) => ({
    store: signInStoreOf(request),
    customer_id: request.path.id,
    changes: request.body,
    client: clientOf(request),
    sign_in: signInOf(request),
    idempotency_key: request.idempotency_key,
    if_versions: request.if_versions,
  }),
  output: profileOf,
  etag: tagOf,
  errors: [customerNotFound, emailTaken, phoneTaken, stale, recentRequired],
});

/** Storefront: who the customer is (contract §5). */
export const profile = [getProfile, updateProfile];
