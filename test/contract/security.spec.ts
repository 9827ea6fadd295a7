import { existsSync, readFileSync } from "node:fs";
import { expect } from "chai";

const page = readFileSync("docs/security.md", "utf8");
const rows = page.split("\n").filter((line) => /^\| (API|V)\d/.test(line));

describe("docs/security.md", () => {
  it("names for every row of its tables tests that exist", () => {
    expect(rows.length).to.be.greaterThan(5);
    for (const row of rows) {
      const tests = [...row.matchAll(/`(test\/[^`]+\.spec\.ts)`/g)].map(([, file = ""]) => file);
      expect(tests, row).to.not.deep.equal([]);
      for (const file of tests) expect(existsSync(file), `${file} of ${row.slice(0, 60)}`).to.equal(true);
    }
  });
});
