import { action } from "../../../mixins/actions/action.ts";
import { fail } from "../media.errors.ts";
import { storeOfKey } from "../media.rules.ts";
import { params } from "../media.schema.ts";
import { findImage } from "../store/profile-images.ts";

/** Finds the picture behind a URL, while a customer uses it. Throws `picture_not_found`. */
export const find = action("media.find", params.find, async ({ key }, { db }) => {
  const picture = await findImage(db, storeOfKey(key), key);
  if (!picture) throw fail("picture_not_found");
  return picture;
});
