import * as t from "../../mixins/actions/params.ts";

const id = t.string(255);

/** What each action of the event log takes. */
export const params = {
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
