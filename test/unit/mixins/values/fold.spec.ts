import { expect } from "chai";
import { fold, foldCase } from "../../../../mixins/values/fold.ts";

describe("fold", () => {
  it("gives every case of a text the same form, for every character of Unicode", () => {
    const wrong: string[] = [];
    for (let point = 0; point <= 0x10ffff; point++) {
      if (point >= 0xd800 && point <= 0xdfff) continue;
      const text = String.fromCodePoint(point);
      if (text.toLowerCase() === text && text.toUpperCase() === text) continue;
      const folded = fold(text);
      if (fold(text.toUpperCase()) !== folded || fold(text.toLowerCase()) !== folded) wrong.push(point.toString(16));
      else if (fold(folded) !== folded || foldCase(foldCase(text)) !== foldCase(text))
        wrong.push(`again ${point.toString(16)}`);
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
    ["José", "JOSE"],
    ["Müller", "Muller"],
    ["Nguyễn Đức", "nguyen duc"],
    ["Øre Łódź", "ore lodz"],
    ["İstanbul ılık", "istanbul ilik"],
    ["Æsir Þór", "aesir thor"],
    ["Ñandú", "nandu"],
    ["Έλλη", "ΕΛΛΗ"],
    ["Артём", "артем"],
  ] as const)
    it(`takes ${one} and ${other} for the same`, () => expect(fold(one)).to.equal(fold(other)));

  for (const [one, other] of [
    ["কি", "কী"],
    ["কি", "ক"],
    ["राम", "रम"],
    ["हिन्दी", "हन्द"],
    ["நீ", "ந"],
    ["שִׁ", "ש"],
    ["か", "が"],
  ] as const)
    it(`tells ${one} from ${other}, whose marks are a part of the letter`, () =>
      expect(fold(one)).to.not.equal(fold(other)));

  it("makes the beginning of a name the beginning of its form", () => {
    expect(fold("ΚΩΣΤΑΣ").startsWith(fold("ΚΩΣ"))).to.equal(true);
    expect(fold("রহিম").startsWith(fold("রহি"))).to.equal(true);
  });
});
