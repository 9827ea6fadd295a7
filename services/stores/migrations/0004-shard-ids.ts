import { storesOf } from "../../../config/shards.ts";
import type { Migration } from "../../../mixins/db/migrations.ts";

/** Stores of a further shard have ids of its own range, so that an id says where its store is. */
export const shardIds: Migration = {
  name: "0004-shard-ids",
  async up({ db }) {
    if (db.shard > 0) await db.rows(`ALTER TABLE stores AUTO_INCREMENT = ${storesOf(db.shard)[0]}`);
  },
};
