import { type OperatedService, opsParams } from "../../services/contracts.ts";
import { type ActionContext, type ActionDefinition, action } from "../actions/action.ts";
import { idempotent } from "../actions/idempotent.ts";
import { wakeAfter } from "../jobs/poller.ts";
import { merged } from "../shards/across.ts";
import { publishAct } from "./acts.ts";
import {
  changeDeadLetter,
  type DeadLetterRow,
  findDeadLetter,
  listDeadLetters,
  stateOf,
  toDeadLetter,
  toDetail,
} from "./dead-letters.store.ts";
import { listed, onRow, summed } from "./numbers.ts";
import { fail } from "./ops.errors.ts";
import { serviceState } from "./service-state.ts";

/** The actions of a service by which an operator sees and steers what it keeps for its events. */
export function opsActions(name: string): ActionDefinition[] {
  const service = name as OperatedService;
  return [
    action(`${service}.deadLetters`, opsParams.deadLetters, (request, { db }) => listDeadLetters(db, request), listed),
    action(`${service}.serviceState`, opsParams.serviceState, (_nothing, { db }) => serviceState(db), merged(summed)),
    action(
      `${service}.deadLetter`,
      opsParams.deadLetter,
      async ({ id }, { db }) => toDetail(db, existing(await findDeadLetter(db, id))),
      onRow,
    ),
    action(`${service}.settleDeadLetter`, opsParams.settleDeadLetter, settleDeadLetter, onRow),
  ];
}

type Acting = Parameters<Parameters<typeof action<"orders.settleDeadLetter">>[2]>[0];

function settleDeadLetter(request: Acting, context: ActionContext) {
  const { id, act, note, data } = request;
  return idempotent(context, request, async ({ db, tx, publish }) => {
    const row = existing(await findDeadLetter(db, id, tx));
    const state = stateOf(row);
    if (state !== "waiting") throw fail("dead_letter_changed", [{ path: "state", message: state }]);
    const { event } = toDetail(db, row);
    const now = Date.now();
    const changes: Partial<DeadLetterRow> =
      act === "discard"
        ? { replayed_at: now, resolution: "discarded", fact: "" }
        : { replay_asked_at: now, ...(act === "edit" ? { fact: JSON.stringify({ ...event, data }) } : {}) };
    await changeDeadLetter(db, tx, id, changes);
    if (act !== "discard") wakeAfter(tx, `${db.service}.replay`);
    const changed = toDeadLetter(db, { ...row, ...changes });
    const of = event ?? { store_id: 0, tenant_id: "" };
    const after = { state: changed.state, event_id: row.fact_id, event_name: row.name };
    publishAct(publish, { of, kind: "dead_letter", id: changed.id, act, note, before: { state }, after });
    return changed;
  });
}

function existing(row: DeadLetterRow | undefined): DeadLetterRow {
  if (!row) throw fail("dead_letter_not_found");
  return row;
}
