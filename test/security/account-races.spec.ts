import "../support/harness/data.ts";
import { setTimeout as wait } from "node:timers/promises";
import { expect } from "chai";
import { bearerOf, codeOf, freshNetwork, logIn, profileStatus, proven, useCode } from "../support/harness/attack.ts";
import { Authenticator } from "../support/harness/authenticator.ts";
import { callsOf } from "../support/harness/calls.ts";
import { ask, type Credential, type Reply } from "../support/harness/index.ts";
import { passkeyDomain, passkeyShop, signInByPasskey } from "../support/harness/passkeys.ts";
import { withReplica } from "../support/harness/replicas.ts";
import { newCustomer, type Shop, staffOf } from "../support/harness/shop.ts";
import { askAuth, codeAfter, freshEmail, goodPassword, mailTo, newShopper } from "../support/harness/shopper.ts";
import { readSql, whileHeld } from "../support/harness/tables.ts";
import { until } from "../support/until.ts";

const theirs = "a password of somebody else";

describe("races for an account", () => {
  let shop: Shop;
  withReplica("auth");
  before(async () => {
    shop = await passkeyShop();
  });

  const put = (id: string, as: Credential, body: object) => ask("PUT", `/auth/user/${id}`, { as, body });
  const change = async (id: string, as: Credential, email: string) => {
    const otp = await codeAfter(email, () => put(id, as, { email }), 200);
    return () => useCode(shop, "update-email", { email }, otp, { as, headers: freshNetwork() });
  };

  /** Somebody with a session of the victim has changed their address, which the victim was told. */
  async function taken() {
    const victim = await proven(shop, await newShopper(shop));
    const thief = bearerOf((await logIn(shop, { email: victim.email }, freshNetwork())).body);
    const email = freshEmail();
    expect((await (await change(victim.id, thief, email))()).status).to.equal(200);
    const undo_token = await until(async () => /sx_undo_[\w-]+/.exec((await mailTo(victim.email))[0]?.text ?? "")?.[0]);
    return { victim, thief, email, undo: () => askAuth(shop, "undo-address-change", { undo_token }) };
  }
  type Taken = Awaited<ReturnType<typeof taken>>;

  const loginCode = (email: string) => codeOf(shop, "login", { email }, {}, freshNetwork());
  const signIn = (email: string, otp: string) => useCode(shop, "login", { email }, otp, { headers: freshNetwork() });
  const rowsOf = (table: string, { id }: { id: string }) =>
    readSql<object>("auth", `SELECT * FROM ${table} WHERE customer_id = '${id}'`);

  /** Does something while no change of a customer's record gets any further. */
  const whileStuck = <T>({ id }: { id: string }, work: () => Promise<T>) =>
    whileHeld("customers", "UPDATE customers SET version = version WHERE public_id = ?", [id], work);

  async function expectBack({ victim }: Taken): Promise<void> {
    const back = await signIn(victim.email, await loginCode(victim.email));
    expect(back.body.user, back.text).to.include({ id: victim.id, pending_email: null, phone: victim.phone });
  }

  it("are lost by one more address that is on its way when the first is undone", async () => {
    for (let turn = 0; turn < 3; turn++) {
      const of = await taken();
      const { victim, thief } = of;
      const attack = await change(victim.id, thief, freshEmail());
      const { attacked, undone } = await whileStuck(victim, async () => {
        const attacking = attack();
        await until(async () => (await rowsOf("address_changes", victim)).length === 2);
        const undoing = of.undo();
        await until(async () => (await rowsOf("accounts", victim)).length === 0);
        return { attacked: attacking, undone: undoing };
      });
      expect((await undone).status).to.equal(204);
      expect((await attacked).status).to.be.oneOf([200, 401]);
      await expectBack(of);
    }
  });

  it("are lost by who signs in by the other address while it is undone", async () => {
    const of = await taken();
    const { begun, undone } = await whileStuck(of.victim, async () => {
      const undoing = of.undo();
      await until(async () => (await rowsOf("accounts", of.victim)).length === 0);
      return { begun: await signIn(of.email, await loginCode(of.email)), undone: undoing };
    });
    expect((await undone).status).to.equal(204);
    expect(begun.status, begun.text).to.equal(200);
    expect(await profileStatus(of.victim, bearerOf(begun.body))).to.equal(401);
    await expectBack(of);
  });

  it("are lost by who signs in by the old address while it changes", async () => {
    const shopper = await proven(shop, await newShopper(shop));
    const attack = await change(shopper.id, shopper.as, freshEmail());
    const { begun, changed } = await whileStuck(shopper, async () => {
      const changing = attack();
      await until(async () => (await rowsOf("address_changes", shopper)).length === 1);
      return { begun: await signIn(shopper.email, await loginCode(shopper.email)), changed: changing };
    });
    expect((await changed).status).to.equal(200);
    expect(begun.status, begun.text).to.equal(200);
    expect(await profileStatus(shopper, bearerOf(begun.body))).to.equal(401);
    expect(await profileStatus(shopper, shopper.as)).to.equal(200);
  });

  it("are lost by staff who change an address at the moment that its holder proves it", async () => {
    const { id, email } = await newCustomer(shop, { email: freshEmail() });
    const [otp, other] = [await loginCode(email), freshEmail()];
    const { proof, changed } = await whileStuck({ id }, async () => {
      const proving = signIn(email, otp);
      await until(async () => (await rowsOf("sign_outs", { id })).length === 1);
      const as = staffOf(shop.store, ["tenant_admin"]);
      const before = await callsOf("auth.hasAccount");
      const changing = ask("PUT", `/api/v1/customers/${id}`, { as, body: { email: other } });
      // It asks whether the customer has an account after it has read what it changes.
      await until(async () => (await callsOf("auth.hasAccount")) > before);
      return { proof: proving, changed: changing };
    });
    const [holder, staff] = [await proof, await changed];
    expect(staff.status, staff.text).to.equal(200);
    // Who comes first is not said; a proven address is never replaced by one that nobody has proven.
    if (holder.status === 200) expect(staff.body.email).to.equal(email);
    else expect([holder.status, staff.body.email]).to.deep.equal([401, other]);
    const shown = (await shop.ask("GET", `/customers/${id}`)).body;
    expect(shown.email).to.equal(holder.status === 200 ? email : other);
  });

  /** What a thief has ready, and whether it opens the account after it met the undo of their change. */
  const attacks: Record<string, (of: Taken) => Promise<{ attack(): Promise<Reply>; isIn(): Promise<boolean> }>> = {
    "a reset of the password": async ({ victim, email }) => {
      const otp = await codeOf(shop, "reset-password", { email }, {}, freshNetwork());
      const more = { new_password: theirs };
      return {
        attack: () => useCode(shop, "reset-password", { email }, otp, { more, headers: freshNetwork() }),
        isIn: async () => (await logIn(shop, { email: victim.email, password: theirs }, freshNetwork())).status === 200,
      };
    },
    "a passkey": async ({ thief }) => {
      const device = new Authenticator(passkeyDomain);
      const { options } = (await ask("POST", "/auth/passkeys/options", { as: thief })).body;
      const body = { name: "Phone", response: device.create(options) };
      return {
        attack: () => ask("POST", "/auth/passkeys", { as: thief, body }),
        isIn: async () => (await signInByPasskey(shop, device)).status === 200,
      };
    },
  };
  for (const [what, prepare] of Object.entries(attacks)) {
    it(`are not won by ${what} at the moment that the change of an address is undone`, async function () {
      this.timeout(120_000);
      for (let turn = 0; turn < 12; turn++) {
        const of = await taken();
        const { attack, isIn } = await prepare(of);
        const [reply, undone] = await Promise.all([attack(), wait(turn * 3).then(of.undo)]);
        expect(undone.status, undone.text).to.equal(204);
        expect(reply.status, reply.text).to.be.below(500);
        expect(await isIn(), `after ${turn * 3} ms, and ${reply.status}`).to.equal(false);
        await expectBack(of);
      }
    });
  }

  it("leave no address of who is erased while it changes", async () => {
    for (let turn = 0; turn < 8; turn++) {
      const shopper = await proven(shop, await newShopper(shop));
      const attack = await change(shopper.id, shopper.as, freshEmail());
      const [reply, erased] = await Promise.all([
        attack(),
        wait(turn * 2).then(() => shop.ask("DELETE", `/customers/${shopper.id}`)),
      ]);
      expect(erased.status, erased.text).to.equal(204);
      expect(reply.status, reply.text).to.be.oneOf([200, 401]);
      await until(async () => (await rowsOf("account_erasures", shopper)).length === 1);
      for (const table of ["address_changes", "sessions", "accounts", "devices"])
        expect(await rowsOf(table, shopper), table).to.deep.equal([]);
    }
  });

  it("are lost by a refresh at the moment that the customer signs out everywhere", async () => {
    for (let turn = 0; turn < 10; turn++) {
      const shopper = await newShopper(shop);
      const other = bearerOf((await logIn(shop, { email: shopper.email }, freshNetwork())).body);
      const { refresh_token } = shopper.tokens;
      const [refreshed, ended] = await Promise.all([
        wait(turn % 2).then(() => askAuth(shop, "refresh", { refresh_token })),
        ask("DELETE", "/auth/sessions", { as: other }),
      ]);
      expect([ended.status, refreshed.status]).to.be.deep.oneOf([
        [204, 200],
        [204, 401],
      ]);
      if (refreshed.status === 401) continue;
      expect(await profileStatus(shopper, bearerOf(refreshed.body))).to.equal(401);
      const next = { refresh_token: refreshed.body.refresh_token };
      expect((await askAuth(shop, "refresh", next)).status).to.equal(401);
    }
  });

  it("are no matter of a file that has the same customer, nor the file of the change", async () => {
    for (let turn = 0; turn < 6; turn++) {
      const shopper = await proven(shop, await newShopper(shop));
      const email = freshEmail();
      const attack = await change(shopper.id, shopper.as, email);
      const file = `email,first_name\n${shopper.email},Old\n${email},New`;
      const headers = { "Content-Type": "text/csv" };
      const sent = () => shop.ask("POST", "/customers/import?existing=update", { raw: file, headers });
      const [reply, begun] = await Promise.all([wait(turn * 3).then(attack), sent()]);
      const done = await until(async () => {
        const { body } = await ask("GET", begun.headers.get("location") ?? "", { as: shop.merchant });
        return body.status === "completed" ? body : undefined;
      });
      expect(done.created + done.updated + done.refused).to.equal(2);
      const { body } = await ask("GET", `/auth/user/${shopper.id}`, { as: shopper.as });
      // Either the file comes first and has made somebody with the new address, or it finds it taken.
      expect(reply.status, reply.text).to.be.oneOf([200, 409]);
      expect(body.email).to.equal(reply.status === 200 ? email : shopper.email);
      const login = reply.status === 200 ? email : shopper.email;
      expect((await logIn(shop, { email: login, password: goodPassword }, freshNetwork())).body.user.id).to.equal(
        shopper.id,
      );
    }
  });
});
