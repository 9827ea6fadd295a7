import type { Transaction } from "sequelize";
import type { Database } from "../../../mixins/db/database.ts";
import { sql } from "../../../mixins/db/sql.ts";
import { upsert } from "../../../mixins/db/statements.ts";
import type { StoreSettings } from "../../contracts.ts";
import { defaultRules } from "../accounts.rules.ts";

type SignIn = NonNullable<StoreSettings["sign_in"]>;

/** What holds for sign-in in a store. */
export type SignInRules = SignIn & Required<Omit<SignIn, "passkey_domain" | "passkey_origins">>;

/** The rules of a store: its settings over the defaults. */
export async function fetchRules(db: Database, store_id: number, tx?: Transaction): Promise<SignInRules> {
  const row = await db.row<{ rules: string }>("SELECT rules FROM sign_in_rules WHERE store_id = ?", [store_id], tx);
  return rulesOf(row?.rules);
}

/** The rules of a column. */
export const rulesOf = (text: string | null | undefined): SignInRules => ({
  ...defaultRules,
  ...(JSON.parse(text ?? "{}") as SignIn),
});

/** Keeps a store's rules, unless newer ones are kept. */
export async function keepRules(db: Database, tx: Transaction, store_id: number, rules: SignIn, version: number) {
  const columns = { rules: JSON.stringify(rules), version };
  const newer = sql(
    "rules = CASE WHEN version < ? THEN ? ELSE rules END, version = CASE WHEN version < ? THEN ? ELSE version END",
    version,
    columns.rules,
    version,
    version,
  );
  await upsert(db, "sign_in_rules", { store_id }, columns, tx, newer);
}
