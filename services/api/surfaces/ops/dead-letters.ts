import Joi from "joi";
import {
  type DeadLetter,
  type DeadLetterDetail,
  type DeadLetterState,
  deadLetterStates,
  type OperatedService,
  operatedServices,
} from "../../../contracts.ts";
import { type ErrorLine, endpoint } from "../../endpoint.ts";
import { answers } from "../shared/answers.ts";
import { enumeration } from "../shared/enumerations.ts";
import { count, freeObject, id, oneOf, orNull, text, time } from "../shared/fields.ts";
import { given } from "../shared/requests.ts";
import { shape } from "../shared/shape.ts";
import {
  actOf,
  type CursorQuery,
  cursorQuery,
  gathered,
  idOf,
  letterChanged,
  mayBeNoted,
  noteBody,
  noted,
  pageOf,
} from "./common.ts";

const tag = "Dead letters";
export const service = enumeration("Service", operatedServices);
const state = enumeration("DeadLetterState", deadLetterStates);

const deadLetter = shape<DeadLetter>("DeadLetter").with({
  id: id("customers:12", "The service and a number."),
  service: oneOf(service, "customers"),
  consumer: text("customers.totals", "The subscription that could not handle it."),
  event_id: id("evt_01JK7MZ3Q4N8T2V6X0Y1A5B9CG"),
  event_name: text("order.created"),
  state: oneOf(state, "waiting", "`replaying` until the service has handled it; it is `waiting` again when it failed."),
  tries: count(8),
  error: text("Error: the customer is not known", "The first line."),
  created_at: time("2025-06-15T10:30:00.000Z"),
  resolved_at: orNull(time("2025-06-15T11:30:00.000Z"), "When it was replayed or discarded.").showing(null),
});

const detail = shape<DeadLetterDetail>("DeadLetterDetail").with({
  ...deadLetter.fields,
  event: orNull(freeObject({ name: "order.created", data: {} }), "Null once it was replayed or discarded."),
  stack: text("Error: the customer is not known\n    at totals", "The whole error."),
});

const pathSchema = idOf("customers:12", "The dead letter's id.");
const notFound: ErrorLine = [404, "dead_letter_not_found", "No service has this dead letter."];
const one = { tag, pathSchema, action: "orchestra.actOnDeadLetter", ...answers(deadLetter) } as const;
const errors = [notFound, letterChanged];

interface ListQuery extends CursorQuery {
  service?: OperatedService;
  state?: DeadLetterState;
  consumer?: string;
  event_name?: string;
}

const listDeadLetters = endpoint({
  id: "opsListDeadLetters",
  method: "GET",
  path: "/dead-letters",
  tag,
  summary: "List dead letters",
  description:
    "Events that a consumer could not handle, newest first; without `state` those that wait or are replaying.",
  querySchema: cursorQuery<ListQuery>({
    service: service.schema,
    state: state.schema,
    consumer: Joi.string().max(80).example("customers.totals"),
    event_name: Joi.string().max(80).example("order.created"),
  }),
  action: "orchestra.listDeadLetters",
  input: (request: { query: ListQuery }) => {
    const { service, state, consumer, event_name } = request.query;
    return { ...pageOf(request), ...given({ service }), filter: given({ state, consumer, event_name }) };
  },
  ...gathered(deadLetter),
  errors: [],
});

const getDeadLetter = endpoint({
  id: "opsGetDeadLetter",
  method: "GET",
  path: "/dead-letters/:id",
  tag,
  summary: "Get a dead letter",
  description: "With the event and the whole error. The event may hold personal data.",
  pathSchema,
  action: "orchestra.getDeadLetter",
  input: ({ path }) => path,
  ...answers(detail),
  errors: [notFound],
});

const replayDeadLetter = endpoint({
  id: "opsReplayDeadLetter",
  method: "POST",
  path: "/dead-letters/:id/replay",
  ...one,
  summary: "Replay a dead letter",
  description: "The service handles it once more, within seconds.",
  bodySchema: mayBeNoted,
  bodyExample: { note: "The provider is back." },
  input: (request) => ({ ...actOf(request), act: "replay" as const }),
  errors,
});

const editDeadLetter = endpoint({
  id: "opsEditDeadLetter",
  method: "POST",
  path: "/dead-letters/:id/edit",
  ...one,
  summary: "Edit and replay a dead letter",
  description: "Replaces the data of its event, and replays it. The event keeps its id, so that it counts once.",
  bodySchema: Joi.object<{ data: Record<string, unknown>; note: string }>({
    data: Joi.object().unknown().required().description("The event's data as it should be."),
    note: noteBody().required(),
  }),
  bodyExample: { data: { order_id: "ord_01JK7MZ3Q4N8T2V6X0Y1A5B9CD" }, note: "The order's id was missing." },
  input: (request) => ({ ...actOf(request), act: "edit" as const }),
  errors,
});

const discardDeadLetter = endpoint({
  id: "opsDiscardDeadLetter",
  method: "POST",
  path: "/dead-letters/:id/discard",
  ...one,
  summary: "Discard a dead letter",
  description: "It is never handled. The event log keeps who did it, and the note.",
  bodySchema: noted,
  bodyExample: { note: "The store was closed." },
  input: (request) => ({ ...actOf(request), act: "discard" as const }),
  errors,
});

/** Operations: events that could not be handled. */
export const deadLetters = [listDeadLetters, getDeadLetter, replayDeadLetter, editDeadLetter, discardDeadLetter];
