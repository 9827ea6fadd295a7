import { expect } from "chai";
import { ulid } from "ulid";
import { AuthService, client, wrongCode } from "./service.ts";

const passed = "It was not refused.";
const wrong = "401 invalid_otp";

/** How one-time codes are created and checked. */
export function describeCodes(): void {
  describe("one-time codes", () => {
    const auth = new AuthService();
    before(() => auth.start());
    after(() => auth.stop());

    const address = () => `${ulid().toLowerCase()}@example.com`;
    const whose = () => `cust_${ulid()}`;

    it("are six digits, valid for ten minutes and once, and identify their customer", async () => {
      const [to, customer_id] = [address(), whose()];
      const { otp, expires_in } = await auth.code(customer_id, to);
      expect([otp, expires_in]).to.satisfy(() => /^\d{6}$/.test(String(otp)) && expires_in === 600);
      const guess = {
        store_id: auth.store_id,
        action: "login" as const,
        address: to,
        otp: String(otp),
        client,
        tenant_id: auth.tenant_id,
      };
      expect(await auth.call("auth.checkOtp", guess)).to.include({ customer_id });
      expect(await auth.guess(to, String(otp))).to.equal(wrong);
    });

    it("are valid for their store, address and purpose only", async () => {
      const to = address();
      const { otp } = await auth.code(whose(), to);
      expect(await auth.guess(to, String(otp), "verify-email")).to.equal(wrong);
      expect(await auth.guess(address(), String(otp))).to.equal(wrong);
      expect(await auth.guess(to, String(otp), "login", auth.store_id + 1)).to.equal(wrong);
      expect(await auth.guess(to, String(otp))).to.equal(passed);
    });

    it("allow five guesses, and a new code resets the count", async () => {
      const to = address();
      const { otp } = await auth.code(whose(), to);
      for (const _ of [1, 2, 3, 4, 5]) expect(await auth.guess(to, wrongCode(otp))).to.equal(wrong);
      expect(await auth.guess(to, String(otp))).to.equal(wrong);
      const next = await auth.code(whose(), to);
      for (const _ of [1, 2, 3, 4]) expect(await auth.guess(to, wrongCode(next.otp))).to.equal(wrong);
      expect(await auth.guess(to, String(next.otp))).to.equal(passed);
    });

    it("allow five of 64 concurrent guesses", async () => {
      const to = address();
      const { otp } = await auth.code(whose(), to);
      const said = await Promise.all(Array.from({ length: 64 }, () => auth.guess(to, wrongCode(otp))));
      // The address allows twenty guesses in an hour; the others are refused before they are judged.
      expect(said.filter((word) => word === wrong)).to.have.length(20);
      expect(said.filter((word) => word === "429 rate_limited")).to.have.length(44);
      const kept = await auth.db.rows<{ tries: number }>("SELECT tries FROM otps WHERE store_id = ? ORDER BY id DESC", [
        auth.store_id,
      ]);
      expect(kept[0]?.tries).to.equal(5);
      await auth.db.run("DELETE FROM attempts WHERE store_id = ?", [auth.store_id]);
      expect(await auth.guess(to, String(otp)), "the right one comes too late").to.equal(wrong);
    });

    it("admit one of many concurrent requests with the right code", async () => {
      const to = address();
      const { otp } = await auth.code(whose(), to);
      const said = await Promise.all(Array.from({ length: 8 }, () => auth.guess(to, String(otp))));
      expect(said.filter((word) => word === passed)).to.have.length(1);
    });

    it("replace the previous code", async () => {
      const to = address();
      const [first, second] = [await auth.code(whose(), to), await auth.code(whose(), to)];
      if (first.otp !== second.otp) expect(await auth.guess(to, String(first.otp))).to.equal(wrong);
      expect(await auth.guess(to, String(second.otp))).to.equal(passed);
    });

    it("expire", async () => {
      const to = address();
      const { otp } = await auth.code(whose(), to);
      await auth.db.run("UPDATE otps SET expires_at = ? WHERE store_id = ?", [Date.now(), auth.store_id]);
      expect(await auth.guess(to, String(otp))).to.equal(wrong);
    });

    it("are also created for an address without an account, are never sent, and authenticate no customer", async () => {
      const to = address();
      expect(await auth.code(null, to)).to.deep.equal({ otp: null, expires_in: 600 });
      expect(await auth.guess(to, "000000")).to.equal(wrong);
      const sql = "SELECT tries FROM otps WHERE store_id = ? ORDER BY id DESC LIMIT 1";
      expect(await auth.db.row(sql, [auth.store_id])).to.deep.equal({ tries: 1 });
    });

    it("are stored as keyed hashes only, and in no idempotency record", async () => {
      const to = address();
      const { otp } = await auth.code(whose(), to);
      for (const table of ["otps", "auth_idempotency", "auth_outbox"]) {
        const kept = JSON.stringify(await auth.db.rows(`SELECT * FROM ${table}`));
        expect(kept, table).to.not.contain(`"${otp}"`);
        expect(kept, table).to.not.contain(to);
      }
    });

    it("are not consumed by a password that is too weak", async () => {
      const to = address();
      const { otp } = await auth.code(whose(), to);
      const guess = {
        store_id: auth.store_id,
        action: "login" as const,
        address: to,
        otp: String(otp),
        client,
        tenant_id: auth.tenant_id,
      };
      const weak = { ...guess, new_password: "password1234" };
      expect(await auth.refusal("auth.checkOtp", weak)).to.equal("422 password_too_weak");
      expect(await auth.refusal("auth.checkOtp", { ...guess, new_password: to, known_as: [to] })).to.equal(
        "422 password_too_weak",
      );
      expect(await auth.guess(to, String(otp))).to.equal(passed);
    });
  });

  describe("limits beside the five guesses", () => {
    const auth = new AuthService();
    before(() => auth.start());
    after(() => auth.stop());

    it("stop password guesses at one address, also concurrent ones, and do not affect other addresses", async () => {
      const { customer_id } = await auth.customer();
      const login = `${ulid()}@example.com`;
      const params = auth.logInParams(customer_id, "not the right one", login);
      const said = await Promise.all(Array.from({ length: 24 }, () => auth.refusal("auth.logIn", params)));
      expect(said.filter((word) => word === "401 invalid_credentials").length).to.be.within(1, 10);
      expect(await auth.refusal("auth.logIn", auth.logInParams(customer_id, undefined, login))).to.equal(
        "429 rate_limited",
      );
      const unknown = { ...params, customer_id: null, login: `${ulid()}@example.com` };
      const ofUnknown: string[] = [];
      for (let tries = 0; tries < 11; tries++) ofUnknown.push(await auth.refusal("auth.logIn", unknown));
      expect(ofUnknown.slice(0, 10)).to.deep.equal(Array(10).fill("401 invalid_credentials"));
      expect(ofUnknown[10]).to.equal("429 rate_limited");
      await auth.logIn(customer_id);
    });

    it("reset the count of wrong passwords after the right one", async () => {
      const { customer_id } = await auth.customer();
      const login = `${ulid()}@example.com`;
      for (let round = 0; round < 3; round++) {
        for (let tries = 0; tries < 6; tries++)
          await auth.refusal("auth.logIn", auth.logInParams(customer_id, "not the right one", login));
        await auth.call("auth.logIn", auth.logInParams(customer_id, undefined, login));
      }
    });

    it("issue ten codes an hour to an address, refuse more silently, and keep the last one valid", async () => {
      const [to, customer_id] = [`${ulid()}@example.com`, `cust_${ulid()}`];
      const made = [];
      for (let tries = 0; tries < 12; tries++) made.push((await auth.code(customer_id, to)).otp);
      expect(made.filter((otp) => otp !== null)).to.have.length(10);
      expect(made.slice(10)).to.deep.equal([null, null]);
      expect(await auth.guess(to, String(made[9]))).to.equal(passed);
    });

    it("limit the guesses at one address over many codes", async () => {
      const [to, customer_id] = [`${ulid()}@example.com`, `cust_${ulid()}`];
      const said: string[] = [];
      for (let round = 0; round < 5; round++) {
        const { otp } = await auth.code(customer_id, to);
        for (let tries = 0; tries < 5; tries++) said.push(await auth.guess(to, wrongCode(otp)));
      }
      expect(said.slice(0, 20)).to.deep.equal(Array(20).fill(wrong));
      expect(said.slice(20)).to.deep.equal(Array(5).fill("429 rate_limited"));
    });
  });
}
