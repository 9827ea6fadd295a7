import { execFile } from "node:child_process";
import { globSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect } from "chai";
import { startServers } from "../../cli/servers/index.ts";

const root = join(import.meta.dirname, "../..");
const mocha = join(root, "node_modules/mocha/bin/mocha.js");
const spec = "test/unit/mixins/db/migrations.spec.ts";

// The older orders' pieces, the former service of returns, and the text of tables.
const others = 4;

describe("migrations that were interrupted (MariaDB)", () => {
  // In a process of its own: this one's database is other tests' too, and these tables are dropped.
  it("are finished by the next start, for every service", async function () {
    this.timeout(180_000);
    // The default of a database that is made without a character set on MariaDB 10.11.
    const DATABASE_URL = await (await startServers()).createDatabase(`migrations_${process.pid}`, "latin1");
    const args = [mocha, "--exit", "--reporter", "json", spec];
    const env = { ...process.env, DATABASE_URL };
    const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: root, env }).catch((error) => error);
    const { stats, failures, passes } = JSON.parse(stdout);
    expect(failures.map(({ title, err }: { title: string; err: Error }) => `${title}: ${err.message}`)).to.deep.equal(
      [],
    );
    const services = globSync("services/*/migrations", { cwd: root }).length;
    expect(stats.passes).to.equal(services + others);
    for (const { fullTitle } of passes) expect(fullTitle).to.include("(mariadb)");
  });
});
