import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import Joi from "joi";
import { importRows } from "../../../cli/commands/import/rows.ts";
import type { CommandContext } from "../../../cli/commands/runtime.ts";
import { until } from "../../support/until.ts";

// A server takes several rows at once.
const context = { db: () => ({ dialect: "mariadb" }) } as unknown as CommandContext;

describe("rows of a file that are imported at once", () => {
  const folder = mkdtempSync(join(tmpdir(), "seller-orchestra-rows-"));
  after(() => rmSync(folder, { recursive: true, force: true }));

  it("come in their order where they are about the same thing, and beside each other otherwise", async () => {
    const file = join(folder, "file.csv");
    writeFileSync(file, "email,phone,name\na@x,,1\nb@x,,2\n A@x ,5,3\n,5,4\n,,5\n,,6\n");
    const began: string[] = [];
    const ended: string[] = [];
    const column = Joi.string();
    const { done, failed } = await importRows(context, {
      file,
      store_id: 1,
      service: "customers",
      rowSchema: Joi.object({ email: column, phone: column, name: column }),
      identity: ({ email, phone }) => [email?.trim().toLowerCase(), phone].filter((each) => each !== undefined),
      async importRow({ name }) {
        began.push(String(name));
        // The first holds on until those that are about something else are in hand beside it.
        if (name === "1") await until(() => began.length === 4);
        ended.push(String(name));
        return { replayed: false };
      },
    });
    expect({ done, failed }).to.deep.equal({ done: 6, failed: [] });
    expect(began.slice(0, 4)).to.deep.equal(["1", "2", "5", "6"]);
    expect(ended.filter((name) => "134".includes(name))).to.deep.equal(["1", "3", "4"]);
  });

  it("end with what is wrong with the system, and none goes ahead of the one that was lost", async () => {
    const file = join(folder, "lost.csv");
    writeFileSync(file, "sku,name\nA,1\nA,2\nB,3\n");
    const began: string[] = [];
    const column = Joi.string();
    const importing = importRows(context, {
      file,
      store_id: 1,
      service: "inventory",
      rowSchema: Joi.object({ sku: column, name: column }),
      identity: ({ sku = "" }) => [sku],
      async importRow({ name }) {
        began.push(String(name));
        await until(() => began.includes("3"));
        if (name === "1") throw new Error("The connection is lost.");
        return { replayed: false };
      },
    });
    expect(await importing.catch(({ message }) => message)).to.equal("The connection is lost.");
    expect(began).to.deep.equal(["1", "3"]);
  });
});
