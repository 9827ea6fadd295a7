import { action } from "../../../mixins/actions/action.ts";
import { idempotent } from "../../../mixins/actions/idempotent.ts";
import type { ActionParams } from "../../contracts.ts";
import { fail } from "../media.errors.ts";
import { imageEvent } from "../media.events.ts";
import { params } from "../media.schema.ts";
import { attachFile, dropFile } from "../store/files.ts";
import { type ImageRow, lockImage, saveImage } from "../store/profile-images.ts";

/**
 * Makes a stored picture the customer's profile image; the previous one is dropped. Throws `profile_image_exists`
 * unless it may replace one, `picture_not_found`, `customer_not_found`.
 */
export const attach = action("media.attach", params.attach, ({ picture, ...request }, context) => {
  // The processed picture may differ between releases, so the idempotency record compares its key only.
  const recorded = { ...request, key: picture.key };
  return idempotent(
    context,
    recorded,
    async ({ db, tx, publish }) => {
      const before = await lockImage(db, tx, request);
      if (before.erased) throw fail("customer_not_found");
      if (before.file_key !== null && !request.replace) throw fail("profile_image_exists");
      const tenant_id = await attachFile(db, tx, request, picture.key);
      if (tenant_id === undefined) throw fail("picture_not_found");
      if (before.file_key !== null) await dropFile(db, tx, request.store_id, before.file_key);
      const after = withPicture(before, picture);
      await saveImage(db, tx, after);
      publish(imageEvent(tenant_id, before, after));
      return { ...picture, created_at: after.created_at };
    },
    () => request.customer_id,
  );
});

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

function withPicture(row: ImageRow, picture: ActionParams<"media.attach">["picture"]): ImageRow {
  const { key: file_key, content_type, bytes, width, height } = picture;
  return { ...row, file_key, content_type, bytes, width, height, version: row.version + 1, created_at: Date.now() };
}
