import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

// Imported before anything that reads the environment: this process and the product that it starts share one folder.
if (process.env.TEST_PROFILE !== "distributed") {
  process.env.DATA_DIR = mkdtempSync(join(tmpdir(), "seller-orchestra-product-"));
}
const { env } = await import("../../../config/env.ts");
if (process.env.TEST_PROFILE !== "distributed" && env.DATA_DIR !== process.env.DATA_DIR)
  throw new Error("Something read the environment before this file was imported.");
