import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

// Imported before anything that reads the environment: SQLite files of unit tests go to a folder of their own.
if (!process.env.DATA_DIR) {
  const folder = mkdtempSync(join(tmpdir(), "seller-orchestra-data-"));
  process.env.DATA_DIR = folder;
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
}
const { env } = await import("../../config/env.ts");
// On MariaDB nothing goes there.
if (!env.DATABASE_URL && env.DATA_DIR !== process.env.DATA_DIR)
  throw new Error("Something read the environment before this file was imported.");
