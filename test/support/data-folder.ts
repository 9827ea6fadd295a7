import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

// Before any spec (.mocharc.json), and so before anything reads the environment: SQLite files go to a folder of their own.
if (!process.env.DATA_DIR) {
  const folder = mkdtempSync(join(tmpdir(), "seller-orchestra-data-"));
  process.env.DATA_DIR = folder;
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
}
