import type { Migration } from "../../../mixins/db/migrations.ts";
import { useBinaryOrder } from "../../../mixins/db/text.ts";

/**
 * Accounts, the append-only ledger that each is the sum of, and the lots of unspent points with their expiry. The
 * ledger's unique reference makes each line be written once for ever. An erased account stays as an empty row, so that
 * late events create no new one.
 */
export const loyaltyTables: Migration = {
  name: "0001-loyalty",
  async up({ db, schema, types }) {
    const number = { type: types.BIGINT, allowNull: false, defaultValue: 0 };
    const small = { type: types.INTEGER, allowNull: false, defaultValue: 0 };
    const text = (length: number) => ({ type: types.STRING(length), allowNull: false });
    const optional = (length: number) => ({ type: types.STRING(length), allowNull: true });
    const key = { type: types.INTEGER, primaryKey: true, autoIncrement: true };
    const store = { type: types.INTEGER, allowNull: false };
    const account = { type: types.INTEGER, allowNull: false };
    const unique = async (table: string, name: string, columns: string[]) =>
      schema.addIndex(table, columns, { name: `${table}_${name}`, unique: true });
    const index = async (table: string, name: string, columns: string[]) =>
      schema.addIndex(table, columns, { name: `${table}_${name}` });

    await schema.createTable("loyalty_accounts", {
      id: key,
      store_id: store,
      tenant_id: text(40),
      customer_id: text(40),
      balance: number,
      owed: number,
      year: small,
      earned_ytd: number,
      redeemed_ytd: number,
      earned: number,
      redeemed: number,
      tier: text(16),
      transactions: small,
      version: small,
      erased: { type: types.TINYINT, allowNull: false, defaultValue: 0 },
      created_at: number,
      updated_at: number,
    });
    await unique("loyalty_accounts", "customer", ["store_id", "customer_id"]);
    await index("loyalty_accounts", "page", ["store_id", "id"]);

    await schema.createTable("loyalty_transactions", {
      id: { ...key, type: types.BIGINT },
      public_id: text(40),
      store_id: store,
      account_id: account,
      type: text(16),
      points: number,
      description: text(500),
      order_id: optional(64),
      reference: text(220),
      actor: text(140),
      created_at: number,
    });
    await unique("loyalty_transactions", "once", ["store_id", "reference"]);
    await index("loyalty_transactions", "account", ["store_id", "account_id", "created_at", "id", "points"]);
    await index("loyalty_transactions", "type", ["store_id", "account_id", "type", "created_at", "id"]);

    await schema.createTable("loyalty_lots", {
      id: { ...key, type: types.BIGINT },
      store_id: store,
      account_id: account,
      remaining: number,
      expires_at: number,
    });
    await index("loyalty_lots", "account", ["store_id", "account_id", "expires_at", "id"]);
    await index("loyalty_lots", "due", ["expires_at", "id", "account_id"]);

    await schema.createTable("loyalty_redemptions", {
      id: key,
      public_id: text(40),
      store_id: store,
      account_id: account,
      points: number,
      reward_type: text(16),
      reward_value: number,
      order_id: optional(64),
      state: text(16),
      lots: { type: types.TEXT, allowNull: false },
      year: small,
      created_at: number,
      updated_at: number,
    });
    await unique("loyalty_redemptions", "public", ["store_id", "public_id"]);
    await index("loyalty_redemptions", "account", ["store_id", "account_id", "order_id"]);

    await schema.createTable("loyalty_orders", {
      id: key,
      store_id: store,
      order_id: text(64),
      order_number: text(40),
      customer_id: text(40),
      version: small,
      net_sales: number,
      grand_total: number,
      currency: text(3),
      delivered: { type: types.TINYINT, allowNull: false, defaultValue: 0 },
      cancelled: { type: types.TINYINT, allowNull: false, defaultValue: 0 },
      refunded: number,
      points_per_unit: { type: types.DOUBLE, allowNull: false, defaultValue: 0 },
      points: number,
      postings: small,
      earned_year: small,
      created_at: number,
      updated_at: number,
    });
    await unique("loyalty_orders", "order", ["store_id", "order_id"]);
    await index("loyalty_orders", "customer", ["store_id", "customer_id"]);

    await schema.createTable("loyalty_programs", {
      store_id: { type: types.INTEGER, primaryKey: true, allowNull: false, autoIncrement: false },
      program: { type: types.TEXT, allowNull: false },
      version: small,
      updated_at: number,
    });
    await schema.createTable("loyalty_sweeps", {
      store_id: { type: types.INTEGER, primaryKey: true, allowNull: false, autoIncrement: false },
      after_id: { type: types.BIGINT, allowNull: true },
    });
    await useBinaryOrder(db, [
      "loyalty_accounts",
      "loyalty_transactions",
      "loyalty_lots",
      "loyalty_redemptions",
      "loyalty_orders",
      "loyalty_programs",
      "loyalty_sweeps",
    ]);
  },
};
