import { shardOf } from "../../../config/shards.ts";
import { action } from "../../../mixins/actions/action.ts";
import { fail } from "../media.errors.ts";
import { storeOfKey } from "../media.rules.ts";
import { params } from "../media.schema.ts";
import { fetchImage, findImage } from "../store/profile-images.ts";

/** Returns the profile image of a customer; null when there is none. */
export const profileImage = action("media.profileImage", params.profileImage, async (owner, { db }) => ({
  picture: await fetchImage(db, owner),
}));

/** Finds the picture behind a URL, while a customer uses it. Throws `picture_not_found`. */
export const find = action(
  "media.find",
  params.find,
  async ({ key }, { db }) => {
    const picture = await findImage(db, storeOfKey(key), key);
    if (!picture) throw fail("picture_not_found");
    return picture;
  },
  ({ key }, on) => on(shardOf(storeOfKey(key))),
);
