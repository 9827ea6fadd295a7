import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { expect } from "chai";

describe("the README", () => {
  const root = resolve(import.meta.dirname, "..");

  it("has an example that runs as it is", function () {
    this.timeout(30_000);
    const [, example = ""] = /```ts\n([\s\S]*?)```/.exec(readFileSync(join(root, "README.md"), "utf8")) ?? [];
    const folder = mkdtempSync(join(tmpdir(), "durable-readme-"));
    try {
      mkdirSync(join(folder, "node_modules/@seller-orchestra"), { recursive: true });
      symlinkSync(root, join(folder, "node_modules/@seller-orchestra/durable"));
      writeFileSync(join(folder, "example.mts"), example);
      const said = execFileSync(process.execPath, ["example.mts"], { cwd: folder, encoding: "utf8" });
      expect(said.trim()).to.equal("{ moved: 5 }");
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
