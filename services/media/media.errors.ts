import { errorsOf } from "../../mixins/actions/errors.ts";

/** Errors of the media service. */
export const mediaErrors = {
  customer_not_found: [404, "Customer not found."],
  picture_not_found: [404, "There is no such picture."],
  profile_image_not_found: [404, "The customer has no profile image."],
  profile_image_exists: [409, "The customer has a profile image already. Replace it with PUT."],
} as const;

export const fail = errorsOf(mediaErrors);
