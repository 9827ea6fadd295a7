import { action } from "../../../mixins/actions/action.ts";
import { idempotent } from "../../../mixins/actions/idempotent.ts";
import { fail } from "../media.errors.ts";
import { imageEvent } from "../media.events.ts";
import { params } from "../media.schema.ts";
import { dropFile } from "../store/files.ts";
import { lockImage, saveImage } from "../store/profile-images.ts";

/** Removes a customer's profile image. Throws `profile_image_not_found`. */
export const detach = action("media.detach", params.detach, (request, context) =>
  idempotent(
    context,
    request,
    async ({ db, tx, publish }) => {
      const before = await lockImage(db, tx, request);
      if (before.file_key === null) throw fail("profile_image_not_found");
      const tenant_id = (await dropFile(db, tx, request.store_id, before.file_key)) ?? "";
      const after = { ...before, file_key: null, version: before.version + 1 };
      await saveImage(db, tx, after);
      publish(imageEvent(tenant_id, before, after));
      return { key: before.file_key };
    },
    () => request.customer_id,
  ),
);
