import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { type CsvRow, hashOfFile, readCsv } from "../../../cli/commands/import/csv.ts";

describe("CSV import files", () => {
  const folder = mkdtempSync(join(tmpdir(), "seller-orchestra-csv-"));
  after(() => rmSync(folder, { recursive: true, force: true }));

  function fileOf(text: string): string {
    const file = join(folder, "file.csv");
    writeFileSync(file, text);
    return file;
  }
  async function rowsOf(text: string): Promise<CsvRow[]> {
    const rows: CsvRow[] = [];
    for await (const row of readCsv(fileOf(text), ["email", "phone", "first_name"])) rows.push(row);
    return rows;
  }

  it("are read by header in any column order, without empty cells", async () => {
    expect(await rowsOf("phone,email\n1,a\n\n,b\n")).to.deep.equal([
      { line: 2, cells: { phone: "1", email: "a" } },
      { line: 4, cells: { email: "b" } },
    ]);
  });

  it("may have a byte order mark, CRLF line ends and quotes", async () => {
    expect(await rowsOf('\uFEFFemail,first_name\r\n" a ","B ""b"", c"\r\n')).to.deep.equal([
      { line: 2, cells: { email: " a ", first_name: 'B "b", c' } },
    ]);
  });

  it("may contain cells escaped by an export", async () => {
    expect(await rowsOf("phone,first_name\n'+8801,'tis\n")).to.deep.equal([
      { line: 2, cells: { phone: "+8801", first_name: "'tis" } },
    ]);
  });

  it("report a row with a different number of cells", async () => {
    const [row] = await rowsOf("email,phone\na\n");
    expect(row?.problem).to.equal("has 1 cells, and the header 2");
  });

  for (const header of ["email,nickname", "email,email", "Email"]) {
    it(`are refused with the header ${header}`, async () => {
      const refused = await rowsOf(`${header}\na,b\n`).then(
        () => "accepted",
        (error: Error) => error.message,
      );
      expect(refused).to.match(/^The column ".*" is unknown or twice there; known are email, phone, first_name\.$/);
    });
  }

  it("are identified by their content", async () => {
    const one = await hashOfFile(fileOf("email\na\n"));
    expect(await hashOfFile(fileOf("email\na\n"))).to.equal(one);
    expect(await hashOfFile(fileOf("email\nb\n"))).not.to.equal(one);
  });
});
