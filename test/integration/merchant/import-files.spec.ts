import { mkdtempSync, rmSync } from "node:fs";
import { readFile, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { orchestra } from "../../support/harness/cli.ts";
import type { Parsed } from "../../support/harness/index.ts";
import { newShop, type Shop } from "../../support/harness/shop.ts";

describe("import of files on the command line", function () {
  this.timeout(120_000);
  const folder = mkdtempSync(join(tmpdir(), "seller-orchestra-import-files-"));
  let shop: Shop;
  before(async () => {
    shop = await newShop();
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  const fileOf = async (name: string, content: string | Buffer) => {
    const file = join(folder, name);
    await writeFile(file, content);
    return file;
  };
  const run = (what: string, file: string, ...options: string[]) =>
    orchestra("import", what, file, "--store", String(shop.store.store_id), ...options);
  async function imported(...args: Parameters<typeof run>): Promise<Parsed> {
    const { code, out, err } = await run(...args);
    const counts = JSON.parse(out || "{}");
    expect(code, err).to.equal(counts.refused > 0 ? 1 : 0);
    return counts;
  }
  const total = async () => (await shop.ask("GET", "/customers")).body.pagination.total;

  it("checks every row in a dry run and imports none", async () => {
    const file = await fileOf("dry.csv", "email,enabled\na@example.com,yes\nb@example.com,perhaps\na@example.com,no\n");
    const tried = await imported("customers", file, "--dry-run");
    expect(tried).to.include({ created: 1, updated: 0, skipped: 0, refused: 2 });
    expect(await total()).to.equal(0);
    expect(await imported("customers", file, "--report", join(folder, "own.csv"))).to.include({
      created: 1,
      refused: 2,
    });
    expect(await total()).to.equal(1);
    expect(await stat(join(folder, "own.csv"))).to.have.property("size");
  });

  it("writes refused rows to a report that can be mended and imported again", async () => {
    const file = await fileOf(
      "list.csv",
      'Email;Phone;First Name\nm@example.com;0171;"A;B"\nnonsense;;C"c\nn@example.com;;D\n',
    );
    const first = await imported("customers", file);
    const report = join(folder, "list.refused.csv");
    expect(first).to.include({ created: 1, refused: 2, report });
    const text = await readFile(report, "utf8");
    expect(text.split("\r\n")[0]).to.equal("Email,Phone,First Name,import_line,import_error");
    expect(text).to.contain("m@example.com,0171,A;B,2,").and.contain(",3,");
    const mended = await fileOf("list.refused.csv", text.replace(",0171,", ",01712345671,"));
    expect(await imported("customers", mended)).to.include({ created: 1, refused: 1 });
    expect(await imported("customers", file)).to.include({ created: 0, skipped: 1, refused: 2 });
  });

  it("reads the encoding that is named, and stops at the line that is not in it", async () => {
    const latin = await fileOf("latin.csv", Buffer.from("email,first_name\nz@example.com,Zo\xeb\n", "latin1"));
    const { code, out, err } = await run("customers", latin);
    expect([code, out]).to.deep.equal([1, ""]);
    expect(err).to.contain("Line 2 is not UTF-8").and.contain("windows-1252");
    expect(await imported("customers", latin, "--encoding", "windows-1252")).to.include({ created: 1 });
    expect((await shop.ask("GET", "/customers?email=z@")).body.data[0].first_name).to.equal("Zoë");
    const wide = await fileOf("wide.csv", Buffer.from("\uFEFFemail\twas\ty@example.com", "utf16le"));
    expect((await run("customers", wide)).err).to.contain('"was" is unknown');
  });

  it("changes what is there already only when asked to", async () => {
    const file = await fileOf("update.csv", "email,first_name\nz@example.com,Zoe\n");
    expect(await imported("customers", file)).to.include({ created: 0, updated: 0, refused: 1 });
    expect(await imported("customers", file, "--update")).to.include({ updated: 1, refused: 0 });
    expect((await shop.ask("GET", "/customers?email=z@")).body.data[0].first_name).to.equal("Zoe");
  });

  it("sets stock row by row, the last of a SKU last", async () => {
    const file = await fileOf("stock.csv", "SKU,Stock\nA,5\nB,x\nA,7\n..,1\n");
    expect(await imported("inventory", file)).to.include({ set: 2, refused: 2 });
    expect((await shop.ask("GET", "/inventory/A")).body.on_hand).to.equal(7);
  });
});
