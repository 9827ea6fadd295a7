import Joi from "joi";
import type { StoreLoggedEvent } from "../../../contracts.ts";
import { endpoint } from "../../endpoint.ts";
import { count, freeObject, id, orNull, text, textOrNull, time } from "../shared/fields.ts";
import { given } from "../shared/requests.ts";
import { shape } from "../shared/shape.ts";
import { type CursorQuery, cursorQuery, gathered, pageOf } from "./common.ts";

interface EventsQuery extends CursorQuery {
  store_id?: number;
  name?: string;
  entity_id?: string;
  actor_id?: string;
}

const event = shape<StoreLoggedEvent>("LoggedEvent").with({
  id: id("evt_01JK7MZ3Q4N8T2V6X0Y1A5B9CG"),
  store_id: count(22),
  name: text("operator.acted"),
  entity_type: text("dead_letter"),
  entity_id: text("customers:12"),
  actor_type: text("staff"),
  actor_id: text("operator@example.com"),
  occurred_at: time("2025-06-15T10:30:00.000Z"),
  request_id: textOrNull("req_01JK7MZ3Q4N8T2V6X0Y1A5B9CH"),
  before: orNull(freeObject({ state: "waiting" })),
  after: orNull(freeObject({ act: "discard", note: "The store was closed." })),
});

const listEvents = endpoint({
  id: "opsListEvents",
  method: "GET",
  path: "/events",
  tag: "Event log",
  summary: "List events",
  description:
    "Of all stores, the latest first: asked again and again, its first page is a live tail. Acts of operators are " +
    "`operator.acted`. Without `store_id`, `entity_id` and `actor_id` are looked for in the latest 200,000 events.",
  querySchema: cursorQuery<EventsQuery>({
    store_id: Joi.number().integer().min(1).max(999_999_999).example(22),
    name: Joi.string().max(80).example("operator.acted"),
    entity_id: Joi.string().max(64),
    actor_id: Joi.string().max(191),
  }),
  action: "audit.tail",
  input: (request: { query: EventsQuery }) => {
    const { store_id, name, entity_id, actor_id } = request.query;
    return { ...pageOf(request), filter: given({ store_id, name, entity_id, actor_id }) };
  },
  ...gathered(event),
  errors: [],
});

/** Operations: the event log of all stores. */
export const events = [listEvents];
