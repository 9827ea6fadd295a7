import type { Migration } from "../../../mixins/db/migrations.ts";

/** The index by which deliveries of a state are listed across stores. */
export const deliveryStates: Migration = {
  name: "0003-delivery-states",
  async up({ schema }) {
    await schema.addIndex("webhook_deliveries", ["state", "id"], { name: "webhook_deliveries_in_state" });
  },
};
