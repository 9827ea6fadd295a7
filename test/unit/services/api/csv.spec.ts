import { expect } from "chai";
import { parse } from "csv-parse/sync";
import fc from "fast-check";
import { type Cell, csvOf } from "../../../../services/api/surfaces/merchant/csv.ts";

describe("CSV", () => {
  it("quotes cells with separators, quotes or line breaks and doubles quotes", () => {
    expect(csvOf([["a,b", 'say "hi"', "two\r\nlines", "plain"]])).to.equal(
      '"a,b","say ""hi""","two\r\nlines",plain\r\n',
    );
  });

  it("writes null as empty, and numbers and booleans unchanged", () => {
    expect(csvOf([[null, 0, -1.5, true, false, ""]])).to.equal(",0,-1.5,true,false,\r\n");
  });

  it("escapes text that starts a formula, including full-width characters", () => {
    expect(csvOf([["=1+1", "+880", "-x", "@me", "\tx", "＝1", "a=1"]])).to.equal(
      "'=1+1,'+880,'-x,'@me,'\tx,'＝1,a=1\r\n",
    );
  });

  it("parses back to the same cells apart from the escaping apostrophe", () => {
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
