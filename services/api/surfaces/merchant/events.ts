import Joi from "joi";
import type { LoggedEvent } from "../../../contracts.ts";
import { endpoint } from "../../endpoint.ts";
import { listQuery, type PageQuery, timeQuery } from "../../formats.ts";
import { pages } from "../shared/answers.ts";
import { freeObject, id, orNull, text, textOrNull, time } from "../shared/fields.ts";
import { given, listOf } from "../shared/requests.ts";
import { shape } from "../shared/shape.ts";

interface EventsQuery extends PageQuery {
  entity_type?: string;
  entity_id?: string;
  actor_id?: string;
  date_from?: number;
  date_to?: number;
}

const event = shape<LoggedEvent>("Event").with({
  id: id("evt_01JK7MZ3Q4N8T2V6X0Y1A5B9CG"),
  name: text("customer.updated"),
  entity_type: text("customer"),
  entity_id: text("cust_01JK7MZ3Q4N8T2V6X0Y1A5B9CD"),
  actor_type: text("merchant"),
  actor_id: text("user_1"),
  occurred_at: time("2025-06-15T10:30:00.000Z"),
  request_id: textOrNull("req_01JK7MZ3Q4N8T2V6X0Y1A5B9CH"),
  before: orNull(freeObject({ first_name: "Rahim" }), "What the changed fields were; null for what is new."),
  after: orNull(freeObject({ first_name: "Abdur Rahim" }), "What they are now; null for what is deleted."),
});

const listEvents = endpoint({
  id: "merchantListEvents",
  method: "GET",
  path: "/events",
  tag: "Event log",
  summary: "List events",
  description:
    "What was created, changed and deleted, by whom and when, newest first; `before` and `after` hold only what changed.",
  querySchema: listQuery<EventsQuery>("limit", 20, 100, {
    entity_type: Joi.string().max(64).example("customer"),
    entity_id: Joi.string().max(64),
    actor_id: Joi.string().max(191),
    date_from: timeQuery("start"),
    date_to: timeQuery("end"),
  }),
  action: "audit.search",
  input: (request) => {
    const { entity_type, entity_id, actor_id, date_from: from, date_to: until } = request.query;
    return { ...listOf(request), filter: given({ entity_type, entity_id, actor_id, from, until }) };
  },
  ...pages(event, "limit"),
  errors: [],
});

/** Merchant: the event log (contract §2). */
export const events = [listEvents];
