import { action } from "../../../mixins/actions/action.ts";
import { idempotent } from "../../../mixins/actions/idempotent.ts";
import { params } from "../notifications.schema.ts";
import { fetchPreferences, mergePreferences } from "../store/preferences.ts";

/** Gives which messages a customer wants, and where. */
export const preferences = action(
  "notifications.preferences",
  params.preferences,
  ({ store_id, customer_id }, { db }) => fetchPreferences(db, store_id, customer_id),
);

/** Changes the ones that are named, and leaves the others as they are. */
export const setPreferences = action("notifications.setPreferences", params.setPreferences, (request, context) =>
  idempotent(
    context,
    request,
    ({ tx }) => mergePreferences(context.db, tx, request.store_id, request.customer_id, request.preferences),
    () => request.customer_id,
  ),
);
