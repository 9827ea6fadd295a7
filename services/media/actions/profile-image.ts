import { action } from "../../../mixins/actions/action.ts";
import { params } from "../media.schema.ts";
import { fetchImage } from "../store/profile-images.ts";

/** Gives the picture of a customer, if there is one. */
export const profileImage = action("media.profileImage", params.profileImage, async (owner, { db }) => ({
  picture: await fetchImage(db, owner),
}));
