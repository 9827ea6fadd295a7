import { action } from "../../../mixins/actions/action.ts";
import { newestFirst } from "../../../mixins/shards/pages.ts";
import { params } from "../audit.schema.ts";
import { tailEvents } from "../store/tail.ts";

/** A page of the events of all stores, the latest first. Throws `invalid_cursor`. */
export const tail = action(
  "audit.tail",
  params.tail,
  (request, { db }) => tailEvents(db, request),
  newestFirst(({ occurred_at }) => occurred_at),
);
