import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import Joi from "joi";
import { importRows } from "../../../cli/commands/import/rows.ts";
import type { CommandContext } from "../../../cli/commands/runtime.ts";
import { until } from "../../support/until.ts";

// A database server imports several rows at once.
const context = { db: () => ({ dialect: "mariadb" }) } as unknown as CommandContext;

describe("concurrent import of rows", () => {
  const folder = mkdtempSync(join(tmpdir(), "seller-orchestra-rows-"));
  after(() => rmSync(folder, { recursive: true, force: true }));

  it("imports rows with a common identity in order and other rows concurrently", async () => {
    const file = join(folder, "file.csv");
    writeFileSync(file, "email,phone,name\na@x,,1\nb@x,,2\n A@x ,5,3\n,5,4\n,,5\n,,6\n");
    const started: string[] = [];
    const ended: string[] = [];
    const column = Joi.string();
    const { done, failed } = await importRows(context, {
      file,
      store_id: 1,
      service: "customers",
      rowSchema: Joi.object({ email: column, phone: column, name: column }),
      identity: ({ email, phone }) => [email?.trim().toLowerCase(), phone].filter((each) => each !== undefined),
      async importRow({ name }) {
        started.push(String(name));
        // The first row waits until the unrelated rows have started.
        if (name === "1") await until(() => started.length === 4);
        ended.push(String(name));
        return { replayed: false };
      },
    });
    expect({ done, failed }).to.deep.equal({ done: 6, failed: [] });
    expect(started.slice(0, 4)).to.deep.equal(["1", "2", "5", "6"]);
    expect(ended.filter((name) => "134".includes(name))).to.deep.equal(["1", "3", "4"]);
  });

  it("ends with the system error and starts no later row of the same identity", async () => {
    const file = join(folder, "lost.csv");
    writeFileSync(file, "sku,name\nA,1\nA,2\nB,3\n");
    const started: string[] = [];
    const column = Joi.string();
    const imported = importRows(context, {
      file,
      store_id: 1,
      service: "inventory",
      rowSchema: Joi.object({ sku: column, name: column }),
      identity: ({ sku = "" }) => [sku],
      async importRow({ name }) {
        started.push(String(name));
        await until(() => started.includes("3"));
        if (name === "1") throw new Error("The connection is lost.");
        return { replayed: false };
      },
    });
    expect(await imported.catch(({ message }) => message)).to.equal("The connection is lost.");
    expect(started).to.deep.equal(["1", "3"]);
  });
});
