import { expect } from "chai";
import { phoneKey } from "../../../../mixins/values/contact.ts";
import { asciiDigits, digitsIn } from "../../../../mixins/values/digits.ts";

describe("digits", () => {
  it("reads the digits of every script of Unicode", () => {
    const digits = Array.from({ length: 0x110000 }, (_, point) => point)
      .filter((point) => point < 0xd800 || point > 0xdfff)
      .map((point) => String.fromCodePoint(point))
      .filter((character) => /\p{Nd}/u.test(character));
    expect(digits.length % 10).to.equal(0);
    expect(digits.length).to.be.above(700);
    for (let zero = 0; zero < digits.length; zero += 10) {
      const written = (number: string) => [...number].map((digit) => digits[zero + Number(digit)]).join("");
      expect(asciiDigits(written("0123456789"))).to.equal("0123456789");
      expect(phoneKey(written("01712345678"), "BD")).to.equal("+8801712345678");
    }
  });

  it("finds digits among other characters", () => {
    expect(digitsIn("+৮৮০ (১৭১২) 345-678")).to.equal("8801712345678");
    expect(phoneKey("＋880 1712 345678", "US")).to.equal("+8801712345678");
  });
});
