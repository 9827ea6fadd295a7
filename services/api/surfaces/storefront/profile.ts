import Joi from "joi";
import { customEndpoint, endpoint } from "../../endpoint.ts";
import { etagOf } from "../../etag.ts";
import { emailBody, phoneBody, textBody } from "../../formats.ts";
import { messageStoreOf } from "../merchant/order-common.ts";
import { customerNotFound, idPath, type Profile, profileOf, profile as profileShape } from "./profile-shapes.ts";

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

const updateProfile = customEndpoint({
  ...shared,
  id: "storefrontUpdateUser",
  method: "PUT",
  summary: "Change the customer's profile",
  description:
    "What is left out stays. Names change at once; another email address or phone number is pending, and a code goes to it: it takes effect when `POST /auth/verify-otp` with `update-email` or `update-phone` is right.",
  versioned: true,
  bodySchema: Joi.object<ProfileBody>({
    first_name: textBody(255).allow(""),
    last_name: textBody(255).allow(""),
    email: emailBody(),
    phone: phoneBody(),
  }).min(1),
  bodyExample: { first_name: "Rahim", phone: "01812345678" },
  run: async (request) => {
    const { store, path, body, ip, idempotency_key, if_versions, call } = request;
    const whose = { store_id: store.store_id, customer_id: path.id };
    const customer = await call("orchestra.updateProfile", {
      store: { ...messageStoreOf(store), country: store.country },
      customer_id: path.id,
      changes: body,
      from: ip,
      idempotency_key,
      if_versions,
    });
    const profile = { ...(await call("orchestra.getProfile", whose)), customer };
    return { status: 200, headers: { ETag: tagOf(profile) }, body: profileOf(profile, request) };
  },
  errors: [
    customerNotFound,
    [409, "email_exists", "Another customer of this store has this email address."],
    [409, "phone_exists", "Another customer of this store has this phone number."],
    [412, "version_mismatch", "`If-Match` is not the current version."],
  ],
});

/** Storefront: who the customer is (contract §5). */
export const profile = [getProfile, updateProfile];
