import type { Transaction } from "sequelize";
import type { Person } from "../../../mixins/actions/erasure.ts";
import type { Database } from "../../../mixins/db/database.ts";
import { findRow, insertNew, update } from "../../../mixins/db/statements.ts";
import type { Picture } from "../../contracts.ts";

/** A customer's row, with or without a picture. It is never deleted, so that concurrent changes lock the same row. */
export interface ImageRow extends Person {
  file_key: string | null;
  content_type: string | null;
  bytes: number;
  width: number;
  height: number;
  version: number;
  /** 1 once the customer is erased: later pictures are refused. */
  erased: number;
  created_at: number;
}

const columns = "store_id, customer_id, file_key, content_type, bytes, width, height, version, erased, created_at";

/** The picture of a customer; null when there is none. */
export async function fetchImage(db: Database, { store_id, customer_id }: Person): Promise<Picture | null> {
  return toPicture(await findRow<ImageRow>(db, "profile_images", { store_id, customer_id }));
}

/** The picture with a key; null when no customer uses it any more. */
export async function findImage(db: Database, store_id: number, key: string): Promise<Picture | null> {
  return toPicture(await findRow<ImageRow>(db, "profile_images", { store_id, file_key: key }));
}

/** Locks a customer's row; inserts it when there is none. */
export async function lockImage(db: Database, tx: Transaction, { store_id, customer_id }: Person): Promise<ImageRow> {
  await insertNew(db, "profile_images", { store_id, customer_id }, tx);
  return (await findRow<ImageRow>(db, "profile_images", { store_id, customer_id }, tx, columns)) as ImageRow;
}

/** Writes a locked row back. */
export async function saveImage(db: Database, tx: Transaction, row: ImageRow): Promise<void> {
  const { store_id, customer_id, ...written } = row;
  await update(db, "profile_images", { store_id, customer_id }, written, tx);
}

function toPicture(row: ImageRow | undefined): Picture | null {
  if (!row || row.file_key === null) return null;
  const { file_key: key, content_type, bytes, width, height, created_at } = row;
  return { key, content_type: content_type ?? "", bytes, width, height, created_at };
}
