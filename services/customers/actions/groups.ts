import { action } from "../../../mixins/actions/action.ts";
import { assertVersion } from "../../../mixins/actions/errors.ts";
import { idempotent } from "../../../mixins/actions/idempotent.ts";
import { newId } from "../../../mixins/values/ids.ts";
import { params } from "../customers.schema.ts";
import { fetchGroup, listGroups as findGroups, removeGroup, renameGroup, toGroup } from "../store/groups.ts";

/** Returns a page of the groups of a store, newest first. */
export const listGroups = action("customers.listGroups", params.listGroups, (list, { db }) => findGroups(db, list));

/** Returns a group. Throws `group_not_found`. */
export const getGroup = action("customers.getGroup", params.getGroup, async ({ store_id, group_id }, { db }) =>
  toGroup(await fetchGroup(db, store_id, group_id)),
);

/** Creates a group. */
export const createGroup = action("customers.createGroup", params.createGroup, (request, context) =>
  idempotent(context, request, async ({ tx, publish }) => {
    const { store_id, tenant_id, name } = request;
    const now = Date.now();
    const group = { public_id: newId("grp"), name, version: 1, created_at: now, updated_at: now };
    const id = await context.db.insert("customer_groups", { store_id, tenant_id, ...group }, tx);
    const data = { before: null, after: { name } };
    publish({ name: "customer_group.created", store_id, tenant_id, aggregate: aggregateOf(group), data });
    return toGroup({ id, tenant_id, ...group });
  }),
);

/** Renames a group. Throws `group_not_found`, `version_mismatch`. */
export const updateGroup = action("customers.updateGroup", params.updateGroup, (request, context) =>
  idempotent(context, request, async ({ tx, publish }) => {
    const { store_id, group_id, name } = request;
    const row = await fetchGroup(context.db, store_id, group_id, tx);
    assertVersion(row.version, request.if_versions);
    if (row.name === name) return toGroup(row);
    const changed = { ...row, name, version: row.version + 1, updated_at: Date.now() };
    await renameGroup(context.db, tx, changed, store_id);
    const data = { before: { name: row.name }, after: { name } };
    const { tenant_id } = row;
    publish({ name: "customer_group.updated", store_id, tenant_id, aggregate: aggregateOf(changed), data });
    return toGroup(changed);
  }),
);

/** Deletes a group; its members stay, without a group. Throws `group_not_found`, `version_mismatch`. */
export const deleteGroup = action("customers.deleteGroup", params.deleteGroup, (request, context) =>
  idempotent(context, request, async ({ tx, publish }) => {
    const { store_id, group_id } = request;
    const row = await fetchGroup(context.db, store_id, group_id, tx);
    assertVersion(row.version, request.if_versions);
    await removeGroup(context.db, tx, row, store_id);
    const { tenant_id, version, name } = row;
    const aggregate = aggregateOf({ ...row, version: version + 1 });
    publish({
      name: "customer_group.deleted",
      store_id,
      tenant_id,
      aggregate,
      data: { before: { name }, after: null },
    });
    return { group_id };
  }),
);

const aggregateOf = ({ public_id, version }: { public_id: string; version: number }) => ({
  type: "customer_group",
  id: public_id,
  version,
});
