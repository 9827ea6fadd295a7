import { expect } from "chai";
import fc from "fast-check";
import { networkOf } from "../../../../mixins/values/networks.ts";
import { assertStrong } from "../../../../services/auth/accounts.rules.ts";
import { codeHash, isCodeOf, newCode } from "../../../../services/auth/codes.ts";
import { hashPassword, isPasswordOf } from "../../../../services/auth/passwords.ts";

describe("account rules", () => {
  it("refuses the customer's phone number as password in any notation", () => {
    for (const password of ["+880 1712-345678", "8801712345678", "(880) 1712 345678"])
      expect(() => assertStrong(password, ["+8801712345678"]), password).to.throw("easy to guess");
    expect(() => assertStrong("8801712345678", ["+8801812345678"])).to.not.throw();
  });

  it("counts password length in visible characters", () => {
    expect(() => assertStrong("আমারপাসওয়ার্ড")).to.not.throw();
    expect(() => assertStrong("🐎🔋📎🍎🐎🔋📎🍎🐎")).to.throw("easy to guess");
    expect(() => assertStrong("🐎🔋📎🍎🐎🔋📎🍎🐎🔋")).to.not.throw();
  });

  it("compares passwords independently of Unicode composition", async () => {
    const hash = await hashPassword("caf\u00e9 caf\u00e9 caf\u00e9");
    expect(await isPasswordOf(hash, "cafe\u0301 cafe\u0301 cafe\u0301")).to.equal(true);
    expect(await isPasswordOf(hash, "cafe cafe cafe")).to.equal(false);
  });

  it("refuses password checks above the queue limit with 503 and serves the others", async () => {
    const hash = await hashPassword("a horse, a battery and a staple");
    const outcomes = await Promise.allSettled(Array.from({ length: 110 }, () => isPasswordOf(hash, "wrong")));
    const refused = outcomes.filter(({ status }) => status === "rejected");
    expect(refused.length).to.be.within(1, 9);
    for (const { reason } of refused as PromiseRejectedResult[])
      expect(reason).to.include({ code: 503, type: "service_unavailable" });
    expect(await isPasswordOf(hash, "a horse, a battery and a staple")).to.equal(true);
  });

  it("identifies a client by its IPv6 /64 network or IPv4 address", () => {
    expect(networkOf("192.0.2.7").network).to.equal("192.0.2.7");
    expect(networkOf("::ffff:192.0.2.7").network).to.equal("192.0.2.7");
    const one = ["2001:db8::1", "2001:db8:0:0:ffff::2", "2001:0DB8:0000:0000:1:2:3:4", "2001:db8::1:2:3:4"];
    expect(new Set(one.map((ip) => networkOf(ip).network))).to.deep.equal(new Set(["2001:db8:0:0"]));
    expect(networkOf("2001:db8:0:1::1").network).to.equal("2001:db8:0:1");
    expect(networkOf("::1").network).to.equal("0:0:0:0");
    expect(networkOf("unknown").network).to.equal("unknown");
    expect(networkOf("192.0.2.7").area).to.equal(networkOf("::ffff:192.0.2.200").area);
    expect(networkOf("2001:db8:0:1::1").area).to.equal(networkOf("2001:db8::1").area);
  });

  it("binds a six-digit code to store, action and address", () => {
    const of = { store_id: 1, action: "login" as const, address: "a@example.com" };
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 999_999 }), (number) => {
        const code = String(number).padStart(6, "0");
        const hash = codeHash(of, code);
        expect(isCodeOf(hash, of, code)).to.equal(true);
        for (const other of [{ store_id: 2 }, { action: "verify-email" as const }, { address: "b@example.com" }])
          expect(isCodeOf(hash, { ...of, ...other }, code)).to.equal(false);
        expect(newCode()).to.match(/^\d{6}$/);
      }),
    );
  });
});
