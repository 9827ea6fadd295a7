import { expect } from "chai";
import { ulid } from "ulid";
import { countAttempt, resetAttempts } from "../../../services/auth/store/attempts.ts";
import type { DomainEvent } from "../../../services/contracts.ts";
import { AuthService, client, goodPassword } from "./service.ts";

const another = "quite another long password";

/** How passwords are stored, compared and changed. */
export function describePasswords(): void {
  describe("passwords", () => {
    const auth = new AuthService();
    before(() => auth.start());
    after(() => auth.stop());

    const newAccount = (password: string, known_as?: string[]) => ({
      store_id: auth.store_id,
      customer_id: `cust_${ulid()}`,
      tenant_id: auth.tenant_id,
      password,
      known_as,
      idempotency_key: ulid(),
    });

    it("are stored as argon2id of 19 MiB and two passes, each with its own salt, and nowhere else", async () => {
      const secret = `the-only-copy-${ulid()}`;
      for (const { customer_id } of [await auth.customer(secret), await auth.customer(secret)]) {
        await auth.logIn(customer_id, secret);
      }
      const rows = await auth.db.rows<{ password_hash: string }>(
        "SELECT password_hash FROM accounts WHERE store_id = ? ORDER BY id DESC LIMIT 2",
        [auth.store_id],
      );
      expect(rows[0]?.password_hash).to.match(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
      expect(rows[0]?.password_hash).to.not.equal(rows[1]?.password_hash);
      for (const table of ["auth_idempotency", "auth_outbox", "accounts", "sessions"]) {
        expect(JSON.stringify(await auth.db.rows(`SELECT * FROM ${table}`)), table).to.not.contain(secret);
      }
    });

    it("leave no fast hash in the idempotency record", async () => {
      const params = newAccount(goodPassword);
      await auth.call("auth.createAccount", params);
      const sql = "SELECT request_hash FROM auth_idempotency WHERE idempotency_key = ?";
      const kept = await auth.db.row<{ request_hash: string }>(sql, [params.idempotency_key]);
      const other = { ...newAccount("something else entirely"), idempotency_key: params.idempotency_key };
      expect(await auth.call("auth.createAccount", other)).to.deep.equal({ customer_id: params.customer_id });
      expect(await auth.db.row(sql, [params.idempotency_key])).to.deep.equal(kept);
    });

    it("start a session when right, and fail alike for a wrong one, an unknown account and an account without one", async () => {
      const { customer_id } = await auth.customer();
      const tokens = await auth.logIn(customer_id);
      expect(tokens).to.include({ customer_id, store_id: auth.store_id, expires_in: 900 });
      const unknown = `cust_${ulid()}`;
      for (const [id, password] of [
        [customer_id, another],
        [customer_id, ""],
        [null, goodPassword],
        [unknown, "x"],
      ] as const)
        expect(await auth.refusal("auth.logIn", auth.logInParams(id, password))).to.equal("401 invalid_credentials");
    });

    it("are not valid in another store", async () => {
      const { customer_id } = await auth.customer();
      const elsewhere = { ...auth.logInParams(customer_id), store_id: auth.store_id + 1 };
      expect(await auth.refusal("auth.logIn", elsewhere)).to.equal("401 invalid_credentials");
    });

    it("are refused when they are short, common, a run or the customer's own data", async () => {
      const email = "newCustomer.long@example.com";
      const weak = [
        "short",
        "",
        "Password123",
        "QWERTYUIOP",
        "aaaaaaaaaaaa",
        "1234567890",
        "zyxwvutsrq",
        email.toUpperCase(),
      ];
      for (const password of [...weak, "+880 1712-345678", "x".repeat(201)]) {
        const params = newAccount(password, [email, "8801712345678"]);
        expect(await auth.refusal("auth.createAccount", params), password).to.equal("422 password_too_weak");
      }
      await auth.call("auth.createAccount", newAccount("পাসওয়ার্ড অনেক লম্বা", [email]));
    });

    const counting = "INSERT INTO attempts (store_id, name, made, ends_at) VALUES (?, ?, 0, ?)";
    for (const [what, begins] of [
      ["", false],
      [", and a third starts a new one", true],
    ] as const)
      it(`are compared even when a concurrent successful try resets the count${what}`, async () => {
        const { customer_id } = await auth.customer();
        const { db } = auth;
        const count = { store_id: auth.store_id, name: customer_id, most: 3, withinMs: 60_000 };
        for (let made = 0; made < 3; made++) expect(await countAttempt(db, count)).to.equal(undefined);
        expect((await countAttempt(db, count))?.ms).to.be.above(0);
        const run = db.run.bind(db);
        let isForgiven = false;
        db.run = async (sql, ...rest) => {
          if (!sql.startsWith("UPDATE attempts") || isForgiven) return run(sql, ...rest);
          isForgiven = true;
          await resetAttempts(db, count.store_id, count.name);
          const counted = await run(sql, ...rest);
          if (begins) await run(counting, [count.store_id, count.name, Date.now() + 60_000]);
          return counted;
        };
        expect(await countAttempt(db, count)).to.equal(undefined);
        db.run = run;
      });

    it("belong to one account per customer, however often its creation is repeated", async () => {
      const params = newAccount(goodPassword);
      await Promise.all([1, 2, 3].map(() => auth.call("auth.createAccount", params)));
      const again = { ...params, idempotency_key: ulid() };
      expect(await auth.refusal("auth.createAccount", again)).to.equal("409 account_exists");
      const undone = { store_id: params.store_id, customer_id: params.customer_id, undoes: params.idempotency_key };
      const undo = { ...undone, idempotency_key: ulid() };
      expect(await auth.call("auth.removeAccount", undo)).to.deep.equal({ removed: true });
      expect(await auth.refusal("auth.logIn", auth.logInParams(params.customer_id))).to.equal(
        "401 invalid_credentials",
      );
    });

    it("are changed with the old one, which ends every other session and publishes an event", async () => {
      const { store_id, customer_id } = await auth.customer();
      const [here, there] = [await auth.logIn(customer_id), await auth.logIn(customer_id)];
      const change = { store_id, customer_id, session_id: here.session_id, new_password: another };
      const wrong = { ...change, current_password: "not the right one", idempotency_key: ulid() };
      expect(await auth.refusal("auth.changePassword", wrong)).to.equal("401 invalid_credentials");
      const weak = { ...change, current_password: goodPassword, new_password: "password1234", idempotency_key: ulid() };
      expect(await auth.refusal("auth.changePassword", weak)).to.equal("422 password_too_weak");
      const right = { ...change, current_password: goodPassword, idempotency_key: ulid() };
      expect(await auth.call("auth.changePassword", right)).to.deep.equal({ customer_id });
      expect(await auth.call("auth.changePassword", right), "retried").to.deep.equal({ customer_id });
      const open = async (session_id: string) =>
        (await auth.call("auth.isSessionOpen", { store_id, customer_id, session_id })).open;
      expect([await open(here.session_id), await open(there.session_id)]).to.deep.equal([true, false]);
      expect(await auth.refusal("auth.logIn", auth.logInParams(customer_id))).to.equal("401 invalid_credentials");
      await auth.logIn(customer_id, another);
      const rows = await auth.db.rows<{ fact: string }>("SELECT fact FROM auth_outbox WHERE aggregate_id = ?", [
        customer_id,
      ]);
      expect(rows.map(({ fact: event }) => (JSON.parse(event) as DomainEvent).name)).to.deep.equal([
        "auth.sign_in_failed",
        "auth.password_changed",
        "password.changed",
        "auth.sign_in_failed",
      ]);
      expect((JSON.parse(rows[0]?.fact ?? "{}") as DomainEvent).tenant_id).to.equal(auth.tenant_id);
    });

    it("are changed by one of two concurrent requests", async () => {
      const { store_id, customer_id } = await auth.customer();
      const ends = [1, 2].map((end) => `${another} ${end}`);
      const said = await Promise.all(
        ends.map((new_password) =>
          auth.refusal("auth.changePassword", {
            store_id,
            customer_id,
            current_password: goodPassword,
            new_password,
            idempotency_key: ulid(),
          }),
        ),
      );
      expect(said.sort()).to.deep.equal(["401 invalid_credentials", "It was not refused."]);
    });

    it("are set by a reset, also for a customer without one, which ends every session", async () => {
      const { store_id, tenant_id } = auth;
      const customer_id = `cust_${ulid()}`;
      const start = { store_id, customer_id, tenant_id, client, idempotency_key: ulid() };
      const { session_id } = await auth.call("auth.startSession", start);
      const reset = { store_id, customer_id, tenant_id, new_password: another, idempotency_key: ulid() };
      await auth.call("auth.resetPassword", reset);
      expect(await auth.call("auth.isSessionOpen", { store_id, customer_id, session_id })).to.include({
        open: false,
      });
      await auth.logIn(customer_id, another);
      await auth.call("auth.resetPassword", { ...reset, new_password: goodPassword, idempotency_key: ulid() });
      await auth.logIn(customer_id);
    });
  });
}
