import type { Migration } from "../../../mixins/db/migrations.ts";

/** Customers' second factors: the sealed secret of their authenticator, and hashes of recovery codes. */
export const secondFactorTables: Migration = {
  name: "0004-second-factors",
  async up({ schema, types }) {
    const text = (length: number) => ({ type: types.STRING(length), allowNull: false });
    const time = { type: types.BIGINT, allowNull: false };
    const ofCustomer = {
      store_id: { type: types.INTEGER, primaryKey: true },
      customer_id: { type: types.STRING(64), primaryKey: true },
    };
    await schema.createTable("second_factors", {
      ...ofCustomer,
      secret: text(255),
      // Null until a first code was right.
      enabled_at: { type: types.BIGINT, allowNull: true },
      // The time step of the last code: each is good once.
      last_step: time,
      created_at: time,
    });
    await schema.createTable("recovery_codes", { ...ofCustomer, code_hash: { ...text(44), primaryKey: true } });
  },
};
