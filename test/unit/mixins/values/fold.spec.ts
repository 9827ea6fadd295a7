import { expect } from "chai";
import { fold } from "../../../../mixins/values/fold.ts";

describe("fold", () => {
  it("gives every case of a text the same form, for every character of Unicode", () => {
    const wrong: string[] = [];
    for (let point = 0; point <= 0x10ffff; point++) {
      if (point >= 0xd800 && point <= 0xdfff) continue;
      const text = String.fromCodePoint(point);
      const folded = fold(text);
      if (text.toLowerCase() === text && text.toUpperCase() === text) continue;
      if (fold(text.toUpperCase()) !== folded || fold(text.toLowerCase()) !== folded) wrong.push(point.toString(16));
      else if (fold(folded) !== folded) wrong.push(`again ${point.toString(16)}`);
    }
    expect(wrong).to.deep.equal([]);
  });

  for (const [one, other] of [
    ["ΚΩΣΤΑΣ", "κωστας"],
    ["ΚΩΣ", "κωσ"],
    ["Straße", "STRASSE"],
    ["O’Brien", "O'Brien"],
    ["Anne–Marie", "Anne-Marie"],
    ["“Kit”", '"Kit"'],
    ["ﬁne", "FINE"],
    ["Ｋｉｍ", "kim"],
    ["José", "Jose\u0301"],
  ] as const)
    it(`takes ${one} and ${other} for the same`, () => expect(fold(one)).to.equal(fold(other)));

  it("makes the beginning of a name the beginning of its form", () => {
    expect(fold("ΚΩΣΤΑΣ").startsWith(fold("ΚΩΣ"))).to.equal(true);
    expect(fold("রহিম").startsWith(fold("রহি"))).to.equal(true);
  });
});
