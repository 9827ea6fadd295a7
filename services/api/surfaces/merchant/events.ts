import Joi from "joi";
import type { EventFilter, LoggedEvent } from "../../../contracts.ts";
import { endpoint } from "../../endpoint.ts";
import { field, isoTime, listQuery, pagination, pagingOf, record, timeQuery } from "../../formats.ts";
import { eventExample } from "./examples.ts";
import { listSchema } from "./shapes.ts";

interface EventsQuery {
  entity_type?: string;
  entity_id?: string;
  actor_id?: string;
  date_from?: number;
  date_to?: number;
  page?: number;
  limit: number;
  cursor?: string;
}

const snapshotSchema = () => Joi.object().unknown(true).allow(null);

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
  input: ({ store, query }) => ({
    store_id: store.store_id,
    filter: filterOf(query),
    ...pagingOf(query, query.limit),
  }),
  output: (list, { query }) => ({
    data: list.items.map(eventOf),
    pagination: pagination(list, query, { limit: query.limit }),
  }),
  answerSchema: listSchema(
    record({
      id: field.id(eventExample.id),
      name: field.text(),
      entity_type: field.text(),
      entity_id: field.text(),
      actor_type: field.text(),
      actor_id: field.text(),
      occurred_at: field.time(),
      request_id: field.textOrNull(),
      before: snapshotSchema(),
      after: snapshotSchema(),
    }),
    "limit",
  ),
  answerExample: { data: [eventExample], pagination: { page: 1, limit: 20, total: 1, next_cursor: null } },
  errors: [],
});

/** Merchant: the event log (contract §2). */
export const events = [listEvents];

function filterOf({ entity_type, entity_id, actor_id, date_from, date_to }: EventsQuery): EventFilter {
  const filter = { entity_type, entity_id, actor_id, from: date_from, until: date_to };
  return Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== undefined));
}

function eventOf(event: LoggedEvent) {
  return { ...event, occurred_at: isoTime(event.occurred_at) };
}
