import * as t from "../../mixins/actions/params.ts";

const id = t.string(255);

/** What each action of the event log takes. */
export const params = {
  tail: t.object({
    cursor: t.optional(t.string(1_000)),
    limit: t.integer().min(1).max(200),
    filter: t.object(t.partial({ store_id: t.integer(), name: id, entity_id: id, actor_id: id })),
  }),
  search: t.object({
    ...t.inStore,
    ...t.paging,
    filter: t.object(
      t.partial({
        entity_type: id,
        entity_id: id,
        actor_id: id,
        from: t.integer(),
        /** Exclusive. */
        until: t.integer(),
      }),
    ),
  }),
};
