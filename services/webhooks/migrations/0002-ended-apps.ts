import type { Migration } from "../../../mixins/db/migrations.ts";
import { useBinaryOrder } from "../../../mixins/db/text.ts";

/** Apps that were revoked or removed from a store: what they still ask for within seconds makes no webhook. */
export const endedAppsTable: Migration = {
  name: "0002-ended-apps",
  async up({ db, schema, types }) {
    await schema.createTable("webhook_ended_apps", {
      store_id: { type: types.INTEGER, primaryKey: true },
      client_id: { type: types.STRING(64), primaryKey: true },
    });
    await useBinaryOrder(db, ["webhook_ended_apps"]);
  },
};
