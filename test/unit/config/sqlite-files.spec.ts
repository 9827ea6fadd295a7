import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";

describe("SQLite files", () => {
  it("are read by nobody else on the machine, whatever the umask is", () => {
    const parent = mkdtempSync(join(tmpdir(), "seller-orchestra-modes-"));
    const folder = join(parent, "data");
    const program = `process.umask(0);
      const { openSequelize } = await import("./config/database.ts");
      const db = openSequelize("modes");
      await db.query("CREATE TABLE t (a INTEGER)");
      await db.query("INSERT INTO t VALUES (1)");
      process.exit(0);`;
    const env = { ...process.env, DATABASE_URL: "", DATA_DIR: folder };
    execFileSync(process.execPath, ["--input-type=module", "--eval", program], { env });
    const modeOf = (path: string) => (statSync(path).mode & 0o777).toString(8);
    expect(modeOf(folder)).to.equal("700");
    for (const file of readdirSync(folder)) expect(modeOf(join(folder, file)), file).to.equal("600");
    expect(readdirSync(folder)).to.include("modes.sqlite");
    rmSync(parent, { recursive: true });
  });

  it("that cannot be made stop the process with one sentence that names the variable", () => {
    const parent = mkdtempSync(join(tmpdir(), "seller-orchestra-folder-"));
    const file = join(parent, "file");
    writeFileSync(file, "");
    // The last one is made by nobody, root too, and Node.js would try for ever.
    for (const DATA_DIR of [file, join(file, "below", "it"), "/proc/none/data"]) {
      const env = { ...process.env, DATABASE_URL: "", DATA_DIR };
      const options = { env, timeout: 20_000 };
      const { status, stderr } = spawnSync(process.execPath, ["cli/orchestra.ts", "store", "list"], options);
      expect(status, DATA_DIR).to.equal(1);
      const sentence = /^Error: DATA_DIR must be a folder that this process may write to: (ENOTDIR|ENOENT).*\n$/;
      expect(stderr.toString()).to.match(sentence);
    }
    rmSync(parent, { recursive: true });
  }).timeout(70_000);
});
