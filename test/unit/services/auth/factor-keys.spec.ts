import { expect } from "chai";
import { ServiceBroker } from "moleculer";
import { validator } from "../../../../config/validator.ts";
import type { CoreInstance } from "../../../../mixins/core-service.ts";
import { transaction } from "../../../../mixins/db/transaction.ts";
import { keyIdOf, seal, unseal } from "../../../../services/auth/factor-keys.ts";
import { rotateFactors } from "../../../../services/auth/rotate-factors.ts";
import { putSecret } from "../../../../services/auth/store/second-factors.ts";

const owner = { store_id: 7, customer_id: "cust_1" };
const keyOf = (id: string, byte: number) => ({ id, key: Buffer.alloc(32, byte).toString("base64") });
const [old, next] = [keyOf("old", 1), keyOf("next", 2)];

describe("the keys of second factors", () => {
  const broker = new ServiceBroker({ logger: false, validator: false, middlewares: [validator] });
  before(async () => {
    broker.createService((await import("../../../../services/auth/auth.service.ts")).default);
    await broker.start();
  });
  after(() => broker.stop());

  it("seal by the first, open by all, and for one customer alone", () => {
    const sealed = seal("SECRET", owner, [old]);
    expect(keyIdOf(sealed)).to.equal("old");
    expect(unseal(sealed, owner, [next, old])).to.equal("SECRET");
    expect(() => unseal(sealed, { ...owner, customer_id: "cust_2" }, [old])).to.throw();
    expect(() => unseal(sealed, owner, [next])).to.throw("no key called old");
    const derived = seal("SECRET", owner, []);
    expect([keyIdOf(derived), unseal(derived, owner, [next])]).to.deep.equal(["", "SECRET"]);
  });

  it("are rotated: all is sealed by the first, but what no key opens", async () => {
    const { db } = broker.getLocalService("auth") as unknown as CoreInstance;
    const lost = keyOf("lost", 3);
    for (const [index, keys] of [[old], [next], [lost], []].entries()) {
      const whose = { store_id: 8, customer_id: `cust_${index}` };
      await transaction(db, (tx) => putSecret(db, tx, whose, seal("SECRET", whose, keys)));
    }
    const rotated = await rotateFactors(db, [next, old]);
    expect(rotated).to.deep.equal({ key: "next", resealed: 2, unknown: { lost: 1 } });
    const rows = await db.rows<{ customer_id: string; secret: string }>(
      "SELECT * FROM second_factors ORDER BY customer_id",
    );
    expect(rows.map(({ secret }) => keyIdOf(secret))).to.deep.equal(["next", "next", "lost", "next"]);
    expect(
      rows.filter((_, index) => index !== 2).map((row) => unseal(row.secret, { ...row, store_id: 8 }, [next])),
    ).to.deep.equal(["SECRET", "SECRET", "SECRET"]);
  });
});
