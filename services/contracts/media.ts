import type { params } from "../media/media.schema.ts";
import type { ActionsOf } from "./common.ts";

/** A stored picture. */
export interface Picture {
  /** Its unguessable name in the storage, and the end of its URL. */
  key: string;
  content_type: string;
  bytes: number;
  width: number;
  height: number;
  created_at: number;
}

/** Actions of the media service. The gateway streams the bytes; the actions handle metadata only. */
export type MediaActions = ActionsOf<
  "media",
  typeof params,
  {
    profileImage: { picture: Picture | null };
    /** Announces a picture that is being stored; the sweep removes it when it is never attached. */
    begin: { key: string };
    /** Makes a stored picture the customer's. Throws `profile_image_exists` unless it may `replace` one, `picture_not_found`. */
    attach: Picture;
    /** Throws `profile_image_not_found`. */
    detach: { key: string };
    /** The picture of a URL. Throws `picture_not_found`. */
    find: Picture;
  }
>;
