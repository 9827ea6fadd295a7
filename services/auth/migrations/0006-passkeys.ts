import { addColumns } from "../../../mixins/db/columns.ts";
import type { Migration } from "../../../mixins/db/migrations.ts";
import { useBinaryOrder } from "../../../mixins/db/text.ts";

/** Customers' passkeys, the challenges that were used, and the networks from which an app may call. */
export const passkeysTables: Migration = {
  name: "0006-passkeys",
  async up({ db, schema, types }) {
    const text = (length: number) => ({ type: types.STRING(length), allowNull: false });
    const time = { type: types.BIGINT, allowNull: false };
    const integer = { type: types.INTEGER, allowNull: false };
    await schema.createTable("passkeys", {
      id: { type: types.BIGINT, primaryKey: true, autoIncrement: true },
      public_id: text(64),
      store_id: integer,
      customer_id: text(64),
      tenant_id: text(64),
      name: text(100),
      // The id may be 1,023 bytes: found by its hash.
      credential_hash: text(44),
      credential_id: { type: types.TEXT, allowNull: false },
      public_key: { type: types.TEXT, allowNull: false },
      transports: text(255),
      counter: time,
      backed_up: { type: types.TINYINT, allowNull: false },
      created_at: time,
      last_used_at: time,
    });
    // Of those that were right, so that none is right twice; the others are never written.
    await schema.createTable("used_challenges", {
      store_id: { ...integer, primaryKey: true },
      challenge_hash: { ...text(44), primaryKey: true },
      expires_at: time,
    });
    await useBinaryOrder(db, ["passkeys", "used_challenges"]);
    const index = (table: string, name: string, columns: string[], unique = false) =>
      schema.addIndex(table, columns, { name: `${table}_${name}`, unique });
    await index("passkeys", "public", ["store_id", "public_id"], true);
    await index("passkeys", "credential", ["store_id", "credential_hash"], true);
    await index("passkeys", "customer", ["store_id", "customer_id", "id"]);
    await index("used_challenges", "age", ["expires_at"]);
    await addColumns(db, "apps", { networks: "VARCHAR(2000) NOT NULL DEFAULT ''" });
  },
};
