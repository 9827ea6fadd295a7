import type { params } from "../media/media.schema.ts";
import type { ActionsOf } from "./common.ts";
import type { Picture } from "./media.ts";

/** Actions of the media service: what is kept, for whom. The bytes never pass here: the gateway streams them. */
export type MediaActions = ActionsOf<
  "media",
  typeof params,
  {
    profileImage: { picture: Picture | null };
    /** Announces that a picture is being stored: swept away when it is never attached. */
    begin: { key: string };
    /** Makes a stored picture the customer's. Throws `profile_image_exists` unless it may `replace` one, `picture_not_found`. */
    attach: Picture;
    /** Throws `profile_image_not_found`. */
    detach: { key: string };
    /** What a picture's URL leads to. Throws `picture_not_found`. */
    find: Picture;
  }
>;
