import type { Migration } from "../../../mixins/db/migrations.ts";

/** The index by which deliveries of a store are listed, of one state or merged from all. */
export const deliveriesOfStores: Migration = {
  name: "0004-deliveries-of-stores",
  async up({ schema }) {
    await schema.addIndex("webhook_deliveries", ["store_id", "state", "id"], { name: "webhook_deliveries_of_store" });
  },
};
