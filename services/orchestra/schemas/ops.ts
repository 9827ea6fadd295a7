import * as t from "../../../mixins/actions/params.ts";
import { appScopes } from "../../contracts/auth.ts";
import { deadLetterAct, deadLetterFilter, operatedServices } from "../../contracts/ops.ts";
import { runActs, runStates } from "../../contracts/orchestra.ts";

const note = t.string(1_000);
const networks = t.list(t.string(50)).max(30);
const page = { cursor: t.optional(t.string(1_000)), limit: t.integer().min(1).max(200) };

/** What the actions for operators take. */
export const opsParams = {
  listDeadLetters: t.object({
    ...page,
    filter: deadLetterFilter,
    service: t.optional(t.oneOf(operatedServices)),
  }),
  getDeadLetter: t.object({ id: t.string(40) }),
  searchRuns: t.object({
    ...page,
    filter: t.object(
      t.partial({
        state: t.oneOf(runStates),
        workflow: t.string(80),
        subject: t.string(64),
        key: t.string(191),
      }),
    ),
  }),
  listQueues: t.object({}),
  registerApp: t.object({
    ...t.write,
    name: t.string(255),
    store_ids: t.list(t.integer().positive()).min(1).max(1_000).unique(),
    scopes: t.list(t.oneOf(appScopes)).min(1).unique(),
    /** The only ones that it may call from, such as 192.0.2.0/24. */
    networks: t.optional(networks),
    note,
  }),
  rotateAppSecret: t.object({
    client_id: t.string(64),
    grace_seconds: t
      .integer()
      .min(0)
      .max(90 * 86_400),
    note,
  }),
  setAppNetworks: t.object({ client_id: t.string(64), networks, note }),
  revokeApp: t.object({ ...t.write, client_id: t.string(64), note }),
  revokeTokens: t.object({
    ...t.write,
    subject: t.string(200),
    /** Of a user of this tenant; without it an operator. */
    tenant_id: t.optional(t.id()),
    note,
  }),
  describeRun: t.object({ id: t.id() }),
  actOnRun: t.object({
    ...t.write,
    id: t.id(),
    act: t.oneOf(runActs),
    note: t.optional(t.string(1_000)),
    step: t.optional(t.string(191)),
    outcome: t.optionalWhen(t.anything(), "act", "skip"),
  }),
  actOnDeadLetter: t.object({ ...t.write, id: t.string(40), ...deadLetterAct }),
};
