import { addColumns } from "../../../mixins/db/columns.ts";
import type { Migration } from "../../../mixins/db/migrations.ts";
import { useBinaryOrder } from "../../../mixins/db/text.ts";

/** Customers' bank accounts with encrypted numbers; a row of each customer who has or had one; and refunds to them. */
export const bankAccountsTables: Migration = {
  name: "0003-bank-accounts",
  async up({ db, schema, types }) {
    const integer = { type: types.BIGINT, allowNull: false, defaultValue: 0 };
    const text = (length: number) => ({ type: types.STRING(length), allowNull: false });
    const store = { type: types.INTEGER, allowNull: false };

    await schema.createTable("bank_accounts", {
      id: { type: types.BIGINT, primaryKey: true, autoIncrement: true },
      public_id: text(40),
      store_id: store,
      tenant_id: text(40),
      customer_id: text(40),
      account_holder: text(255),
      bank_name: text(255),
      routing_number: { type: types.STRING(40), allowNull: true },
      last4: text(4),
      key_id: text(32),
      sealed: text(255),
      status: text(16),
      version: { type: types.INTEGER, allowNull: false, defaultValue: 1 },
      created_at: integer,
      updated_at: integer,
    });
    await schema.addIndex("bank_accounts", ["store_id", "public_id"], { name: "bank_accounts_public", unique: true });
    await schema.addIndex("bank_accounts", ["store_id", "customer_id", "created_at", "id"], {
      name: "bank_accounts_customer",
    });
    // A key rotation covers all stores.
    await schema.addIndex("bank_accounts", ["key_id", "id"], { name: "bank_accounts_key" });

    await schema.createTable("bank_account_holders", {
      store_id: { type: types.INTEGER, primaryKey: true },
      customer_id: { type: types.STRING(40), primaryKey: true },
      erased: { type: types.TINYINT, allowNull: false, defaultValue: 0 },
    });
    await useBinaryOrder(db, ["bank_accounts", "bank_account_holders"]);
    await addColumns(db, "refunds", { bank_account_id: "VARCHAR(40) NULL" });
  },
};
