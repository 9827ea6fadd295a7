import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

// Imported before anything that reads the environment: this process and the product that it starts share one folder.
if (process.env.TEST_PROFILE !== "distributed") {
  process.env.DATA_DIR = mkdtempSync(join(tmpdir(), "seller-orchestra-product-"));
}
