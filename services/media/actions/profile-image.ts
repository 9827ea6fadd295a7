import { action } from "../../../mixins/actions/action.ts";
import { params } from "../media.schema.ts";
import { fetchImage } from "../store/profile-images.ts";

/** Returns the profile image of a customer; null when there is none. */
export const profileImage = action("media.profileImage", params.profileImage, async (owner, { db }) => ({
  picture: await fetchImage(db, owner),
}));
