import { createHash, randomBytes } from "node:crypto";
import { expect } from "chai";
import { ulid } from "ulid";
import type { Call } from "../../../../services/contracts.ts";
import { type Running, startBroker } from "../../../support/broker.ts";

const { Database } = await import("../../../../mixins/db/database.ts");
const { default: payments } = await import("../../../../services/payments/payments.service.ts");
const { rotateAccounts, sealedFor } = await import("../../../../services/payments/rotate.ts");
const { seal, unseal } = await import("../../../../services/payments/vault.ts");
const { env } = await import("../../../../config/env.ts");

const newKey = (id: string) => ({ id, key: randomBytes(32).toString("base64") });
const number = "123456789012";

describe("sealed account number", () => {
  const [old, current] = [newKey("old"), newKey("current")];

  it("is opened by the key it names, and differs each time", () => {
    const sealed = seal(number, "22/bank_1", [old]);
    expect(sealed.key_id).to.equal("old");
    expect(Buffer.from(sealed.sealed, "base64").includes(number)).to.equal(false);
    expect(seal(number, "22/bank_1", [old]).sealed).to.not.equal(sealed.sealed);
    expect(unseal(sealed, "22/bank_1", [current, old])).to.equal(number);
    expect(seal(number, "22/bank_1", [current, old]).key_id).to.equal("current");
  });

  it("cannot be opened with another key, in another row or when altered", () => {
    const sealed = seal(number, "22/bank_1", [old]);
    expect(() => unseal(sealed, "22/bank_1", [current])).to.throw("has no key called old");
    expect(() => unseal(sealed, "22/bank_1", [{ ...old, key: current.key }])).to.throw();
    expect(() => unseal(sealed, "22/bank_2", [old])).to.throw();
    const bytes = Buffer.from(sealed.sealed, "base64");
    for (const at of [0, 12, bytes.length - 1]) {
      const altered = Buffer.from(bytes);
      altered[at] = (altered[at] ?? 0) ^ 1;
      expect(() => unseal({ ...sealed, sealed: altered.toString("base64") }, "22/bank_1", [old]), `${at}`).to.throw();
    }
    expect(() => unseal({ ...sealed, sealed: "" }, "22/bank_1", [old])).to.throw();
  });

  it("requires a key", () => {
    expect(() => seal(number, "22/bank_1", [])).to.throw("cannot be kept here");
  });
});

describe("stored bank accounts", () => {
  let running: Running;
  let call: Call;
  let db: InstanceType<typeof Database>;
  before(async () => {
    running = await startBroker(payments);
    call = running.call;
    db = new Database("payments");
  });
  after(async () => {
    await db.close();
    await running.stop();
  });

  const holder = { store_id: 22, customer_id: `cust_${ulid()}` };
  const account = { account_holder: "Rahim Uddin", bank_name: "City Bank", account_number: number };
  const add = () =>
    call("payments.createBankAccount", { ...holder, tenant_id: "ten_banks", account, idempotency_key: ulid() });

  interface SealedRow {
    key_id: string;
    sealed: string;
  }
  const sealedRow = async (id: string) =>
    (await db.row<SealedRow>("SELECT key_id, sealed FROM bank_accounts WHERE store_id = 22 AND public_id = ?", [
      id,
    ])) as SealedRow;

  it("appear in no table in plain text", async () => {
    const { id } = await add();
    const tables = ["bank_accounts", "payments_idempotency", "payments_outbox"];
    for (const table of tables) {
      const rows = await db.rows(`SELECT * FROM ${table}`);
      expect(rows.length, table).to.be.above(0);
      expect(JSON.stringify(rows), table).to.not.contain("12345678");
    }
    expect(unseal(await sealedRow(id), sealedFor(22, id))).to.equal(number);
  });

  it("have no request hash that could be guessed from the number", async () => {
    const idempotency_key = ulid();
    const request = { ...holder, tenant_id: "ten_banks", account };
    const params = { ...request, idempotency_key };
    const { id } = await call("payments.createBankAccount", params);
    const guess = createHash("sha256")
      .update(`payments.createBankAccount\n${JSON.stringify(request)}`)
      .digest("base64");
    const sql = "SELECT request_hash FROM payments_idempotency WHERE idempotency_key = ?";
    expect((await db.row<{ request_hash: string }>(sql, [idempotency_key]))?.request_hash).to.not.be.oneOf([
      undefined,
      guess,
    ]);
    expect((await call("payments.createBankAccount", params)).id).to.equal(id);
    const another = { ...params, account: { ...account, account_number: "999999999012" } };
    const refusal = await call("payments.createBankAccount", another).catch((error) => error);
    expect(refusal).to.include({ type: "idempotency_key_reused" });
  });

  it("are readable with the old key until rotated, and with the new one afterwards", async () => {
    const { id } = await add();
    const [development] = env.BANK_ACCOUNT_KEYS;
    if (!development) throw new Error("The development key is missing.");
    const next = newKey("next");
    const both = [next, development];
    expect(unseal(await sealedRow(id), sealedFor(22, id), both)).to.equal(number);
    const first = await rotateAccounts(db, both);
    expect(first).to.deep.include({ key: "next", unknown: {} });
    expect(first.resealed).to.be.at.least(1);
    expect((await sealedRow(id)).key_id).to.equal("next");
    expect(unseal(await sealedRow(id), sealedFor(22, id), [next])).to.equal(number);
    expect(await rotateAccounts(db, both)).to.deep.equal({ key: "next", resealed: 0, unknown: {} });
    const third = await rotateAccounts(db, [newKey("third")]);
    expect(third.resealed).to.equal(0);
    expect(third.unknown.next).to.equal(first.resealed);
    await rotateAccounts(db, [development, next]);
    expect((await sealedRow(id)).key_id).to.equal(development.id);
  });
});
