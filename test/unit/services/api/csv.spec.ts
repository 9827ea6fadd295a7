import { expect } from "chai";
import { parse } from "csv-parse/sync";
import fc from "fast-check";
import { type Cell, csvOf } from "../../../../services/api/surfaces/merchant/csv.ts";

describe("CSV", () => {
  it("quotes what holds a separator, a quote or a line break, and doubles quotes", () => {
    expect(csvOf([["a,b", 'say "hi"', "two\r\nlines", "plain"]])).to.equal(
      '"a,b","say ""hi""","two\r\nlines",plain\r\n',
    );
  });

  it("leaves null empty, and writes numbers and booleans as they are", () => {
    expect(csvOf([[null, 0, -1.5, true, false, ""]])).to.equal(",0,-1.5,true,false,\r\n");
  });

  it("defuses a text that begins like a formula, also a wide one", () => {
    expect(csvOf([["=1+1", "+880", "-x", "@me", "\tx", "＝1", "a=1"]])).to.equal(
      "'=1+1,'+880,'-x,'@me,'\tx,'＝1,a=1\r\n",
    );
  });

  it("is read back by a parser as it was, but for the apostrophe", () => {
    const awkward = fc.string({ unit: fc.constantFrom('"', ",", "\r", "\n", "=", "-", "＠", "\t", "a", "é", " ") });
    const cell = fc.oneof(awkward, fc.string(), fc.integer(), fc.boolean(), fc.constant(null));
    const row = fc.tuple(cell, cell, cell);
    const read = (value: Cell) =>
      typeof value === "string" ? value.replace(/^(?=[=+\-@\t\r＝＋－＠])/, "'") : String(value ?? "");
    fc.assert(
      fc.property(fc.array(row, { minLength: 1 }), (rows) => {
        expect(parse(csvOf(rows), { record_delimiter: "\r\n" })).to.deep.equal(rows.map((cells) => cells.map(read)));
      }),
    );
  });
});
