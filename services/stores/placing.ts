import { createHash } from "node:crypto";
import { once } from "@seller-orchestra/durable";
import type { Transaction } from "sequelize";
import { type ActionContext, databasesOf } from "../../mixins/actions/action.ts";
import { asActionError } from "../../mixins/actions/errors.ts";
import { hashOf } from "../../mixins/actions/idempotent.ts";
import type { Database } from "../../mixins/db/database.ts";
import { findRow, insertNew } from "../../mixins/db/statements.ts";
import { storeOf } from "../../mixins/db/store.ts";
import type { ActionParams } from "../contracts.ts";
import { fail } from "./stores.errors.ts";
import { countStores } from "./stores.store.ts";

const action = "stores.place";

/**
 * The database of a store that is to be made: of the shard that is named, else of the one with the fewest stores. It is
 * chosen once for each idempotency key, and a `domain_id` is taken for all shards before the store is made. Throws
 * `shard_not_found`, `domain_exists`.
 */
export async function placeOf(request: ActionParams<"stores.create">, context: ActionContext): Promise<Database> {
  const { shard, idempotency_key } = request;
  const all = databasesOf(context);
  const numberOf = (wanted: number) => all.find((db) => db.shard === wanted);
  if (shard !== undefined && !numberOf(shard)) throw fail("shard_not_found");
  const [home] = all as [Database];
  if (all.length === 1) return home;
  const key = `place ${createHash("sha256").update(idempotency_key).digest("base64url")}`;
  const record = { key, action, hash: hashOf(action, request) };
  const choose = async (tx: Transaction) => {
    if (request.domain_id !== undefined) await takeDomain(all, tx, request.domain_id);
    return { shard: shard ?? (await emptiest(all)) };
  };
  const { result } = await once(storeOf(home), record, choose).catch((error) => {
    throw asActionError(error);
  });
  const chosen = numberOf(result.shard);
  if (!chosen) throw fail("shard_not_found");
  return chosen;
}

// The unique key of a database is not one of all of them. The row goes after a day, when the store itself is there.
async function takeDomain(all: readonly Database[], tx: Transaction, domain_id: string): Promise<void> {
  const known = await Promise.all(all.map((db) => findRow(db, "stores", { domain_id })));
  const row = { action, request_hash: "", subject_id: null, result: null, created_at: Date.now() };
  const isTaken = await insertNew(
    all[0] as Database,
    "stores_idempotency",
    { idempotency_key: `domain ${domain_id}`, ...row },
    tx,
  );
  if (known.some((store) => store) || !isTaken) throw fail("domain_exists");
}

async function emptiest(all: readonly Database[]): Promise<number> {
  const counts = await Promise.all(all.map(async (db) => ({ shard: db.shard, stores: await countStores(db) })));
  return counts.sort((one, other) => one.stores - other.stores)[0]?.shard ?? 0;
}
