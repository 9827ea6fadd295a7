import { expect } from "chai";
import { ulid } from "ulid";
import { AuthHouse, client, wrongCode } from "./house.ts";

const passed = "It was not refused.";
const wrong = "401 invalid_otp";

/** How one-time codes are made and guessed at. */
export function describeCodes(): void {
  describe("one-time codes", () => {
    const house = new AuthHouse();
    before(() => house.start());
    after(() => house.stop());

    const address = () => `${ulid().toLowerCase()}@example.com`;
    const whose = () => `cust_${ulid()}`;

    it("are six digits for ten minutes, good once, and say whose they are", async () => {
      const [to, customer_id] = [address(), whose()];
      const { otp, expires_in } = await house.code(customer_id, to);
      expect([otp, expires_in]).to.satisfy(() => /^\d{6}$/.test(String(otp)) && expires_in === 600);
      const guess = {
        store_id: house.store_id,
        action: "login" as const,
        address: to,
        otp: String(otp),
        from: client.ip,
      };
      expect(await house.call("auth.checkOtp", guess)).to.deep.equal({ customer_id });
      expect(await house.guess(to, String(otp))).to.equal(wrong);
    });

    it("are right for their store, address and purpose alone", async () => {
      const to = address();
      const { otp } = await house.code(whose(), to);
      expect(await house.guess(to, String(otp), "verify-email")).to.equal(wrong);
      expect(await house.guess(address(), String(otp))).to.equal(wrong);
      expect(await house.guess(to, String(otp), "login", house.store_id + 1)).to.equal(wrong);
      expect(await house.guess(to, String(otp))).to.equal(passed);
    });

    it("bear five guesses and no sixth, and a new one begins anew", async () => {
      const to = address();
      const { otp } = await house.code(whose(), to);
      for (const _ of [1, 2, 3, 4, 5]) expect(await house.guess(to, wrongCode(otp))).to.equal(wrong);
      expect(await house.guess(to, String(otp))).to.equal(wrong);
      const next = await house.code(whose(), to);
      for (const _ of [1, 2, 3, 4]) expect(await house.guess(to, wrongCode(next.otp))).to.equal(wrong);
      expect(await house.guess(to, String(next.otp))).to.equal(passed);
    });

    it("bear five guesses of 64 that come at once", async () => {
      const to = address();
      const { otp } = await house.code(whose(), to);
      const said = await Promise.all(Array.from({ length: 64 }, () => house.guess(to, wrongCode(otp))));
      // Of the address's twenty guesses in an hour; the others are not even looked at.
      expect(said.filter((word) => word === wrong)).to.have.length(20);
      expect(said.filter((word) => word === "429 rate_limited")).to.have.length(44);
      const kept = await house.db.rows<{ tries: number }>(
        "SELECT tries FROM otps WHERE store_id = ? ORDER BY id DESC",
        [house.store_id],
      );
      expect(kept[0]?.tries).to.equal(5);
      await house.db.run("DELETE FROM attempts WHERE store_id = ?", [house.store_id]);
      expect(await house.guess(to, String(otp)), "the right one comes too late").to.equal(wrong);
    });

    it("let one of many in who bring the right one at once", async () => {
      const to = address();
      const { otp } = await house.code(whose(), to);
      const said = await Promise.all(Array.from({ length: 8 }, () => house.guess(to, String(otp))));
      expect(said.filter((word) => word === passed)).to.have.length(1);
    });

    it("forget the one before", async () => {
      const to = address();
      const [first, second] = [await house.code(whose(), to), await house.code(whose(), to)];
      if (first.otp !== second.otp) expect(await house.guess(to, String(first.otp))).to.equal(wrong);
      expect(await house.guess(to, String(second.otp))).to.equal(passed);
    });

    it("end with their time", async () => {
      const to = address();
      const { otp } = await house.code(whose(), to);
      await house.db.run("UPDATE otps SET expires_at = ? WHERE store_id = ?", [Date.now(), house.store_id]);
      expect(await house.guess(to, String(otp))).to.equal(wrong);
    });

    it("are made for an address of nobody too, are told to nobody, and open nothing", async () => {
      const to = address();
      expect(await house.code(null, to)).to.deep.equal({ otp: null, expires_in: 600 });
      expect(await house.guess(to, "000000")).to.equal(wrong);
      const sql = "SELECT tries FROM otps WHERE store_id = ? ORDER BY id DESC LIMIT 1";
      expect(await house.db.row(sql, [house.store_id])).to.deep.equal({ tries: 1 });
    });

    it("are kept as hashes that need a key, and not in any record", async () => {
      const to = address();
      const { otp } = await house.code(whose(), to);
      for (const table of ["otps", "auth_idempotency", "auth_outbox"]) {
        const kept = JSON.stringify(await house.db.rows(`SELECT * FROM ${table}`));
        expect(kept, table).to.not.contain(`"${otp}"`);
        expect(kept, table).to.not.contain(to);
      }
    });

    it("are not used up for a password that is too weak", async () => {
      const to = address();
      const { otp } = await house.code(whose(), to);
      const guess = {
        store_id: house.store_id,
        action: "login" as const,
        address: to,
        otp: String(otp),
        from: client.ip,
      };
      const weak = { ...guess, new_password: "password1234" };
      expect(await house.refusal("auth.checkOtp", weak)).to.equal("422 password_too_weak");
      expect(await house.refusal("auth.checkOtp", { ...guess, new_password: to, known_as: [to] })).to.equal(
        "422 password_too_weak",
      );
      expect(await house.guess(to, String(otp))).to.equal(passed);
    });
  });

  describe("limits beside the five guesses", () => {
    const house = new AuthHouse();
    before(() => house.start());
    after(() => house.stop());

    it("keep one address from guessing passwords on, also at once, and leave the others alone", async () => {
      const { customer_id } = await house.customer();
      const login = `${ulid()}@example.com`;
      const params = house.logInParams(customer_id, "not the right one", login);
      const said = await Promise.all(Array.from({ length: 24 }, () => house.refusal("auth.logIn", params)));
      expect(said.filter((word) => word === "401 invalid_credentials").length).to.be.within(1, 10);
      expect(await house.refusal("auth.logIn", house.logInParams(customer_id, undefined, login))).to.equal(
        "429 rate_limited",
      );
      const unknown = { ...params, customer_id: null, login: `${ulid()}@example.com` };
      const ofNobody: string[] = [];
      for (let tries = 0; tries < 11; tries++) ofNobody.push(await house.refusal("auth.logIn", unknown));
      expect(ofNobody.slice(0, 10)).to.deep.equal(Array(10).fill("401 invalid_credentials"));
      expect(ofNobody[10]).to.equal("429 rate_limited");
      await house.logIn(customer_id);
    });

    it("forget wrong passwords once the right one came", async () => {
      const { customer_id } = await house.customer();
      const login = `${ulid()}@example.com`;
      for (let round = 0; round < 3; round++) {
        for (let tries = 0; tries < 6; tries++)
          await house.refusal("auth.logIn", house.logInParams(customer_id, "not the right one", login));
        await house.call("auth.logIn", house.logInParams(customer_id, undefined, login));
      }
    });

    it("send ten codes an hour to an address, say nothing of it, and let the last one work", async () => {
      const [to, customer_id] = [`${ulid()}@example.com`, `cust_${ulid()}`];
      const made = [];
      for (let tries = 0; tries < 12; tries++) made.push((await house.code(customer_id, to)).otp);
      expect(made.filter((otp) => otp !== null)).to.have.length(10);
      expect(made.slice(10)).to.deep.equal([null, null]);
      expect(await house.guess(to, String(made[9]))).to.equal(passed);
    });

    it("keep one address from having many codes guessed at", async () => {
      const [to, customer_id] = [`${ulid()}@example.com`, `cust_${ulid()}`];
      const said: string[] = [];
      for (let round = 0; round < 5; round++) {
        const { otp } = await house.code(customer_id, to);
        for (let tries = 0; tries < 5; tries++) said.push(await house.guess(to, wrongCode(otp)));
      }
      expect(said.slice(0, 20)).to.deep.equal(Array(20).fill(wrong));
      expect(said.slice(20)).to.deep.equal(Array(5).fill("429 rate_limited"));
    });
  });
}
