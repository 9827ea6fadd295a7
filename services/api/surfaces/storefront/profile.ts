import Joi from "joi";
import type { Profile } from "../../../contracts.ts";
import { endpoint } from "../../endpoint.ts";
import { etagOf } from "../../etag.ts";
import { emailBody, phoneBody, textBody } from "../../formats.ts";
import { signInStoreOf } from "./auth-common.ts";
import { customerNotFound, idPath, profileOf, profile as profileShape } from "./profile-shapes.ts";

interface ProfileBody {
  first_name?: string;
  last_name?: string;
  email?: string;
  phone?: string;
}

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
  input: ({ store, path }) => ({ store_id: store.store_id, customer_id: path.id }),
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
    "What is left out stays. Names change at once; another email address or phone number is pending, and a code goes to it: it takes effect when `POST /auth/verify-otp` with `update-email` or `update-phone` is right.",
  bodySchema: Joi.object<ProfileBody>({
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
    from: request.ip,
    idempotency_key: request.idempotency_key,
    if_versions: request.if_versions,
  }),
  output: profileOf,
  etag: tagOf,
  errors: [
    customerNotFound,
    [409, "email_exists", "Another customer of this store has this email address."],
    [409, "phone_exists", "Another customer of this store has this phone number."],
    [412, "version_mismatch", "`If-Match` is not the current version."],
  ],
});

/** Storefront: who the customer is (contract §5). */
export const profile = [getProfile, updateProfile];
