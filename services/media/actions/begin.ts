import { action } from "../../../mixins/actions/action.ts";
import { idempotent } from "../../../mixins/actions/idempotent.ts";
import { fail } from "../media.errors.ts";
import { params } from "../media.schema.ts";
import { insertFile } from "../store/files.ts";
import { lockImage } from "../store/profile-images.ts";

/**
 * Records that a picture is about to be stored, so that the sweep removes it when it is never attached. A retry returns
 * the key of the first call, under which the picture was stored. Throws `customer_not_found` for an erased customer.
 */
export const begin = action("media.begin", params.begin, ({ key, ...request }, context) =>
  idempotent(
    context,
    request,
    async ({ db, tx }) => {
      const { erased } = await lockImage(db, tx, request);
      if (erased) throw fail("customer_not_found");
      await insertFile(db, tx, request, key);
      return { key };
    },
    () => request.customer_id,
  ),
);
