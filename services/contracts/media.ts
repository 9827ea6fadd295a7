import type { Write } from "./common.ts";

/** A picture that is kept: where, and what it is. */
export interface Picture {
  /** Its unguessable name in the storage, and the end of its URL. */
  key: string;
  content_type: string;
  bytes: number;
  width: number;
  height: number;
  created_at: number;
}

interface Owner {
  store_id: number;
  customer_id: string;
}

/** Actions of the media service: what is kept, for whom. The bytes never pass here: the gateway streams them. */
export interface MediaActions {
  "media.profileImage": { params: Owner; result: { picture: Picture | null } };
  /** Announces that a picture is being stored: swept away when it is never attached. */
  "media.begin": { params: Write & Owner & { tenant_id: string; key: string }; result: { key: string } };
  /** Makes a stored picture the customer's. Throws `profile_image_exists` unless it may `replace` one, `picture_not_found`. */
  "media.attach": {
    params: Write & Owner & { picture: Omit<Picture, "created_at">; replace: boolean };
    result: Picture;
  };
  /** Throws `profile_image_not_found`. */
  "media.detach": { params: Write & Owner; result: { key: string } };
  /** What a picture's URL leads to. Throws `picture_not_found`. */
  "media.find": { params: { key: string }; result: Picture };
}
