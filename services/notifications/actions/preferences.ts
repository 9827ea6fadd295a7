import { action } from "../../../mixins/actions/action.ts";
import { idempotent } from "../../../mixins/actions/idempotent.ts";
import { params } from "../notifications.schema.ts";
import { fetchPreferences, mergePreferences } from "../store/preferences.ts";

/** Returns a customer's notification preferences. */
export const preferences = action(
  "notifications.preferences",
  params.preferences,
  ({ store_id, customer_id }, { db }) => fetchPreferences(db, store_id, customer_id),
);

/** Changes the preferences that are given, and keeps the others. */
export const setPreferences = action("notifications.setPreferences", params.setPreferences, (request, context) =>
  idempotent(
    context,
    request,
    ({ tx }) => mergePreferences(context.db, tx, request.store_id, request.customer_id, request.preferences),
    () => request.customer_id,
  ),
);
