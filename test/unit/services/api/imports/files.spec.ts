import { expect } from "chai";
import { type Columns, cellsOf, columnsOf, type Layout } from "../../../../../services/api/imports/columns.ts";
import { decoded, type Encoding } from "../../../../../services/api/imports/encodings.ts";
import { headerOf, records } from "../../../../../services/api/imports/records.ts";

const layout: Layout = {
  fields: { email: ["e_mail"], phone: [], first_name: ["firstname"] },
  unused: ["id"],
  foreign: ["user_email"],
};

async function* chunksOf(bytes: Buffer, size = bytes.length || 1) {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

interface Read {
  columns: Columns;
  rows: { line: number; cells?: Record<string, string>; problem?: string }[];
}

async function read(bytes: Buffer | string, encoding?: Encoding, size?: number): Promise<Read> {
  const all = records(decoded(chunksOf(Buffer.from(bytes as Buffer), size), encoding));
  const columns = columnsOf(await headerOf(all), layout);
  const rows: Read["rows"] = [];
  for await (const { line, cells, problem } of all)
    rows.push(problem ? { line, problem } : { line, cells: cellsOf(columns, cells) });
  return { columns, rows };
}
const refusal = (work: Promise<unknown>) =>
  work.then(
    () => "accepted",
    (error: Error) => error.message,
  );

describe("CSV import files", () => {
  it("are read by header in any column order, without empty cells", async () => {
    expect((await read("phone,email\n1,a\n\n,b\n,,\n,\n")).rows).to.deep.equal([
      { line: 2, cells: { phone: "1", email: "a" } },
      { line: 4, cells: { email: "b" } },
    ]);
  });

  it("may have a byte order mark, CRLF line ends, quotes and spaces around cells", async () => {
    const text = '\uFEFFemail,first_name\r\n" a ", "B ""b"", c" \r\nb ,"D\r\nE"\r\nc,F';
    expect((await read(text)).rows).to.deep.equal([
      { line: 2, cells: { email: "a", first_name: 'B "b", c' } },
      { line: 3, cells: { email: "b", first_name: "D\r\nE" } },
      { line: 5, cells: { email: "c", first_name: "F" } },
    ]);
  });

  it("may be joined of several, with byte order marks inside", async () => {
    const { rows } = await read('\uFEFFemail,phone\na,1\n\uFEFF"b",2\n\uFEFFc,3\n');
    expect(rows.map(({ cells, problem }) => cells ?? problem)).to.deep.equal([
      { email: "a", phone: "1" },
      { email: "b", phone: "2" },
      { email: "c", phone: "3" },
    ]);
  });

  it("may begin with Excel's hint at the mark between cells", async () => {
    const { rows } = await read("\uFEFFsep=;\r\nemail;phone\r\na,b;1\r\n");
    expect(rows).to.deep.equal([{ line: 3, cells: { email: "a,b", phone: "1" } }]);
  });

  for (const encoding of ["utf-8", "utf-16le", "utf-16be"] as const)
    for (const size of [1, 3, 1_000])
      it(`may end their lines in carriage returns alone, in ${encoding} read by ${size} bytes`, async () => {
        const text = 'email,first_name\ra,"B\rC"\r\rb,D\rc,E';
        const wide = Buffer.from(text, "utf16le");
        const bytes = encoding === "utf-8" ? Buffer.from(text) : encoding === "utf-16le" ? wide : wide.swap16();
        expect((await read(bytes, encoding, size)).rows).to.deep.equal([
          { line: 2, cells: { email: "a", first_name: "B\nC" } },
          { line: 5, cells: { email: "b", first_name: "D" } },
          { line: 6, cells: { email: "c", first_name: "E" } },
        ]);
      });

  for (const mark of [",", ";", "\t"])
    it(`may divide cells by ${JSON.stringify(mark)}`, async () => {
      const text = ["email,phone", '"a,;\tb",1', "c,2"].map((line, at) =>
        at === 1 ? line.replace(",1", `${mark}1`) : line.replace(",", mark),
      );
      expect((await read(text.join("\n"))).rows.map(({ cells }) => cells)).to.deep.equal([
        { email: "a,;\tb", phone: "1" },
        { email: "c", phone: "2" },
      ]);
    });

  it("may have headers in any case, and by other names", async () => {
    const { rows, columns } = await read("E-Mail,First Name,ID\na,B,7\n");
    expect(rows[0]?.cells).to.deep.equal({ email: "a", first_name: "B" });
    expect(columns.unused).to.deep.equal(["ID"]);
  });

  it("may contain cells escaped by an export", async () => {
    expect((await read("phone,first_name\n'+8801,'tis\n")).rows[0]?.cells).to.deep.equal({
      phone: "+8801",
      first_name: "'tis",
    });
  });

  it("take the first filled column of a field, and leave columns of other products", async () => {
    const { rows, columns } = await read("user_email,e_mail,email,wp_capabilities\nx,b,,1\nx,b,a,1\n");
    expect(rows.map(({ cells }) => cells?.email)).to.deep.equal(["b", "a"]);
    expect(columns.unused).to.deep.equal(["user_email", "wp_capabilities"]);
  });

  for (const header of ["email,nickname", "email,email", "nonsense", ""])
    it(`are refused with the header ${header || "of nothing"}`, async () => {
      const message = await refusal(read(`${header}\na,b\n`));
      expect(message).to.match(/^The column ".*" is unknown or twice there; known are email, phone, first_name\.$/);
    });

  it("are refused when they are empty", async () => {
    for (const text of ["", "\n\n", "\uFEFF"]) expect(await refusal(read(text))).to.contain("The file is empty");
  });

  const good = Array.from({ length: 2_000 }, (_, row) => `${row}@x,${row}`);
  for (const [what, bad] of [
    ["a quote inside of a cell", 'a"b,1'],
    ["a quote that is never closed", '"a,1'],
    ["text after a closing quote", '"a"b,1'],
    ["a quote that seems closed by a later row", 'a,"1'],
  ] as const)
    for (const size of [64 * 1024, 977, 7])
      it(`lose no other row to ${what}, read by ${size} bytes`, async () => {
        const lines = ["email,phone", ...good.slice(0, 1_000), bad, '"q@x","5"', ...good.slice(1_000)];
        const { rows } = await read(lines.join("\n"), undefined, size);
        expect(rows.filter(({ problem }) => problem).map(({ line }) => line)).to.deep.equal([1_002]);
        expect(rows.length).to.equal(2_002);
        expect(rows.at(-1)).to.deep.equal({ line: 2_003, cells: { email: "1999@x", phone: "1999" } });
      });

  it("are read in time when every row has a stray quote", async () => {
    const lines = ["email,phone", ...Array.from({ length: 20_000 }, (_, row) => `${row}@x,"${row}`)];
    const begun = performance.now();
    const { rows } = await read(lines.join("\n"), undefined, 64 * 1024);
    expect(rows.length).to.equal(20_000);
    expect(performance.now() - begun).to.be.below(10_000);
  });
});

describe("encodings of import files", () => {
  const text = "email,first_name\r\na,Zoë\r\nb,Ærø – ৳\r\n";
  const wide = (mark: string) => Buffer.from(mark + text, "utf16le");
  const bytesOf: [string, Buffer, Encoding?][] = [
    ["UTF-8", Buffer.from(text)],
    ["UTF-8 with a mark", Buffer.from(`\uFEFF${text}`)],
    ["UTF-8 with a mark, named otherwise", Buffer.from(`\uFEFF${text}`), "windows-1252"],
    ["UTF-16LE with a mark", wide("\uFEFF")],
    ["UTF-16LE", wide("")],
    ["UTF-16LE, named", wide(""), "utf-16le"],
    ["UTF-16BE with a mark", wide("\uFEFF").swap16()],
    ["UTF-16BE", wide("").swap16()],
    ["UTF-16BE, named", wide("").swap16(), "utf-16be"],
  ];
  for (const [what, bytes, named] of bytesOf)
    for (const size of [1_000, 3, 1])
      it(`may be ${what}, read by ${size} bytes`, async () => {
        const { rows } = await read(bytes, named, size);
        expect(rows.map(({ cells }) => cells?.first_name)).to.deep.equal(["Zoë", "Ærø – ৳"]);
      });

  it("may be Windows-1252 when it is named", async () => {
    const bytes = Buffer.from("email,first_name\na,Zo\xeb \x80 \x93x\x94\n", "latin1");
    expect((await read(bytes, "windows-1252")).rows[0]?.cells?.first_name).to.equal("Zoë € “x”");
  });

  for (const [encoding, bytes, line] of [
    ["utf-8", Buffer.from("email,phone\na,1\nb,\xeb\nc,2\n", "latin1"), 3],
    ["windows-1252", Buffer.from("email,phone\na,1\nb,2\nc,\x81\n", "latin1"), 4],
    ["utf-16le", Buffer.from("email,phone\na,1\nb,\ud800x\n", "utf16le"), 3],
    ["utf-8", Buffer.from("em\xffail,phone\na,1\n", "latin1"), 1],
  ] as const)
    it(`stop at line ${line}, whose bytes are not ${encoding}`, async () => {
      for (const size of [1_000, 5])
        expect(await refusal(read(bytes, encoding, size))).to.contain(`Line ${line} is not`);
    });

  it("count lines over blocks of any size", async () => {
    const lines = Array.from({ length: 5_000 }, (_, row) => `${row},1`).join("\n");
    const bytes = Buffer.concat([Buffer.from(`email,phone\n${lines}\n`), Buffer.from("x,\xff\n", "latin1")]);
    for (const size of [100_000, 4_096, 11]) expect(await refusal(read(bytes, "utf-8", size))).to.contain("Line 5002 ");
  });
});
