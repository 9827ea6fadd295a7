import { action, databasesOf } from "../../../mixins/actions/action.ts";
import { idempotent } from "../../../mixins/actions/idempotent.ts";
import { publishAct } from "../../../mixins/ops/acts.ts";
import { atHome } from "../../../mixins/shards/across.ts";
import { storesOn } from "../apps-on-shards.ts";
import { operatorParams } from "../operators.schema.ts";
import { deleteOperatorSessions } from "../store/operator-sessions.ts";
import { putEndOfTokens } from "../store/token-ends.ts";

/**
 * Ends every token of a user of a tenant, or of an operator, that was issued before, 10 s later at most. It is in the event
 * log of the tenant's stores; an operator has none, and it is logged.
 */
export const revokeTokens = action(
  "auth.revokeTokens",
  operatorParams.revokeTokens,
  async (request, context) => {
    const { subject, tenant_id = "", note, stores } = request;
    const at = Date.now();
    const ends: number[] = [];
    for (const own of databasesOf(context)) {
      const of = storesOn(context, own, stores);
      const { ended_at } = await idempotent({ ...context, db: own }, request, async ({ db, tx, publish }) => {
        await putEndOfTokens(db, tx, { tenant_id, subject }, at);
        if (tenant_id === "") await deleteOperatorSessions(db, { subject }, tx);
        for (const each of of) {
          const id = subject.slice(0, 64);
          publishAct(publish, { of: each, kind: "token_holder", id, act: "revoke_tokens", note, after: { subject } });
        }
        return { ended_at: at };
      });
      ends.push(ended_at);
    }
    if (tenant_id === "")
      context.logger.warn({ subject, actor: context.actor.id, note }, "the tokens of an operator were revoked");
    return { subject, tenant_id: tenant_id || null, ended_at: Math.max(...ends) };
  },
  atHome,
);
