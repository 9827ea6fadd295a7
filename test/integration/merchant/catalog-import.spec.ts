import { mkdtempSync, rmSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { orchestra } from "../../support/harness/cli.ts";
import type { Parsed } from "../../support/harness/index.ts";
import { newShop, type Shop } from "../../support/harness/shop.ts";

describe("catalog import", function () {
  this.timeout(60_000);
  const folder = mkdtempSync(join(tmpdir(), "seller-orchestra-import-"));
  let shop: Shop;
  before(async () => {
    shop = await newShop();
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  async function importCsv(what: "products" | "inventory", ...rows: string[]) {
    const file = join(folder, `${what}.csv`);
    await writeFile(file, `\ufeff${rows.join("\r\n")}\r\n`);
    const { code, out, err } = await orchestra("import", what, file, "--store", String(shop.store.store_id));
    const counts = JSON.parse(out || "{}");
    expect(code, err).to.equal(counts.refused > 0 ? 1 : 0);
    return counts;
  }
  const failures = ({ failed }: Parsed) => failed.map(({ line, code }: Parsed) => [line, code]);

  it("imports products once and reports the rows that are invalid", async () => {
    const rows = [
      "sku,name,price,tax_class,active",
      'MUG,"Mug, clay",5.20,,',
      "TEA,Tea,12.5,zero,false",
      "MUG,Another,1,,",
      "JAR,Jar,1.005,,",
      "BOX,,1,,",
      "LID,Lid,-1,,",
    ];
    const first = await importCsv("products", ...rows);
    expect(first).to.include({ created: 2, skipped: 0 });
    expect(failures(first)).to.deep.equal([
      [4, "sku_exists"],
      [5, "validation_error"],
      [6, "validation_error"],
      [7, "validation_error"],
    ]);
    expect(await importCsv("products", ...rows)).to.include({ created: 0, skipped: 2 });
    const { body } = await shop.ask("GET", "/products");
    expect(
      body.data.map(({ sku, name, price, tax_class, active }: Parsed) => [sku, name, price, tax_class, active]),
    ).to.have.deep.members([
      ["TEA", "Tea", 12.5, "zero", false],
      ["MUG", "Mug, clay", 5.2, "standard", true],
    ]);
  });

  it("imports stock levels once; a second import does not restore them", async () => {
    const rows = ["sku,on_hand,reason", "MUG,7,Counted", "TEA,3,", "JAR,-1,", "BOX,1.5,"];
    const first = await importCsv("inventory", ...rows);
    expect(first).to.include({ set: 2, skipped: 0 });
    expect(failures(first)).to.deep.equal([
      [4, "validation_error"],
      [5, "validation_error"],
    ]);
    await shop.ask("PUT", "/inventory/MUG", { body: { adjust: -2 } });
    expect(await importCsv("inventory", ...rows)).to.include({ set: 0, skipped: 2 });
    expect((await shop.ask("GET", "/inventory/MUG")).body).to.include({ on_hand: 5 });
    expect((await shop.ask("GET", "/inventory/JAR")).status).to.equal(404);
    const { body } = await shop.ask("GET", "/inventory/TEA/movements");
    expect(body.data[0]).to.include({ type: "set", quantity: 3, reason: "Imported" });
  });
});
