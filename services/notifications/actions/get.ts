import { action } from "../../../mixins/actions/action.ts";
import { params } from "../notifications.schema.ts";
import { fetchNotification } from "../store/notifications.ts";

/** Gives a message and how its delivery stands. Throws `notification_not_found`. */
export const get = action("notifications.get", params.get, ({ store_id, id }, { db }) =>
  fetchNotification(db, store_id, id),
);
