import { action } from "../../../mixins/action.ts";
import { change } from "../../../mixins/idempotent.ts";
import { fail } from "../media.errors.ts";
import { imageFact } from "../media.facts.ts";
import { params } from "../media.schemas.ts";
import { dropFile } from "../store/files.ts";
import { lockImage, saveImage } from "../store/profile-images.ts";

/** Takes a customer's picture away. Throws `profile_image_not_found`. */
export const detach = action("media.detach", params.detach, (request, handling) =>
  change(
    handling,
    request,
    async ({ tx, announce }) => {
      const { db } = handling;
      const before = await lockImage(db, tx, request);
      if (before.file_key === null) throw fail("profile_image_not_found");
      const tenant_id = (await dropFile(db, tx, request.store_id, before.file_key)) ?? "";
      const after = { ...before, file_key: null, version: before.version + 1 };
      await saveImage(db, tx, after);
      announce(imageFact(tenant_id, before, after));
      return { key: before.file_key };
    },
    () => request.customer_id,
  ),
);
