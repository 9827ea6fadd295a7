import { action } from "../../../mixins/actions/action.ts";
import { params } from "../notifications.schema.ts";
import { fetchNotification } from "../store/notifications.ts";

/** Returns a message and the state of its delivery. Throws `notification_not_found`. */
export const get = action("notifications.get", params.get, ({ store_id, id }, { db }) =>
  fetchNotification(db, store_id, id),
);
