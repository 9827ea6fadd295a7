import { onErasure } from "../../mixins/actions/erasure.ts";
import type { NewEvent } from "../../mixins/messaging/outbox.ts";
import { dropFilesOf } from "./store/files.ts";
import { type ImageRow, lockImage, saveImage } from "./store/profile-images.ts";

/** The event that a customer's profile image was set, replaced or removed. */
export function imageEvent(tenant_id: string, before: ImageRow, after: ImageRow): NewEvent<"profile_image.changed"> {
  const { store_id, customer_id, version } = after;
  const snapshot = ({ file_key }: ImageRow) => (file_key === null ? null : { key: file_key });
  return {
    name: "profile_image.changed",
    store_id,
    tenant_id,
    aggregate: { type: "profile_image", id: customer_id, version },
    data: { customer_id, before: snapshot(before), after: snapshot(after) },
  };
}

/** Drops an erased customer's pictures, including any that is being stored. */
export const forgetCustomer = onErasure("forget", async (owner, { db, tx }) => {
  const row = await lockImage(db, tx, owner);
  await saveImage(db, tx, { ...row, file_key: null, erased: 1, version: row.version + 1 });
  await dropFilesOf(db, tx, owner);
});
