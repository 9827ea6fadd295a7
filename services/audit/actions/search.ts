import { action } from "../../../mixins/actions/action.ts";
import { params } from "../audit.schema.ts";
import { searchEvents } from "../store/events.ts";

/** A page of a store's events, newest first. Throws `invalid_cursor`. */
export const search = action("audit.search", params.search, (request, { db }) => searchEvents(db, request));
