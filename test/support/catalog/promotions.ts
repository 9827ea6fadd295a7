import { expect } from "chai";
import { ulid } from "ulid";
import { newId } from "../../../mixins/values/ids.ts";
import type { Call, NewPromotion } from "../../../services/contracts.ts";
import { type Running, startBroker } from "../broker.ts";
import { deliverErasure } from "../core/erased.ts";

const { default: catalog } = await import("../../../services/catalog/catalog.service.ts");
const { forgetCustomers } = await import("../../../services/catalog/catalog.events.ts");
const { Database } = await import("../../../mixins/db/database.ts");

const store = { store_id: 752, tenant_id: "ten_promotions" };

/** The limits of promotions, on any engine. */
export function describePromotions(engine: string): void {
  describe(`uses of promotions (${engine})`, () => {
    let running: Running;
    let call: Call;
    before(async () => {
      running = await startBroker(catalog);
      call = running.call;
    });
    after(() => running.stop());

    const write = () => ({ ...store, idempotency_key: ulid() });
    const make = (fields: Partial<NewPromotion>) =>
      call("catalog.createPromotion", {
        ...write(),
        promotion: { code: `C-${ulid()}`, type: "percentage", value: 1_000, ...fields },
      });
    const use = (promotion_id: string, customer_id = newId("cust"), order_id = newId("ord"), key: string = ulid()) =>
      call("catalog.usePromotion", { ...store, idempotency_key: key, promotion_id, order_id, customer_id });
    const release = (order_id: string, undoes: string) =>
      call("catalog.releasePromotion", { ...write(), order_id, undoes });
    const used = async (promotion_id: string) =>
      (await call("catalog.getPromotion", { store_id: store.store_id, promotion_id })).times_used;
    const refusalOf = (work: Promise<unknown>) =>
      work.then(
        () => "used",
        ({ type }: { type: string }) => type,
      );

    it("stop at five for a limit of five, under 64 concurrent requests", async () => {
      const { id } = await make({ usage_limit: 5 });
      const outcomes = await Promise.all(Array.from({ length: 64 }, () => refusalOf(use(id))));
      const count = (outcome: string) => outcomes.filter((each) => each === outcome).length;
      expect([count("used"), count("invalid_promo_code")]).to.deep.equal([5, 59]);
      expect(await used(id)).to.equal(5);
    });

    it("stop at the limit per customer, under 16 concurrent orders of one customer", async () => {
      const { id } = await make({ per_customer_limit: 2 });
      const customer = newId("cust");
      const outcomes = await Promise.all(Array.from({ length: 16 }, () => refusalOf(use(id, customer))));
      expect(outcomes.filter((outcome) => outcome === "used")).to.have.length(2);
      expect(await refusalOf(use(id))).to.equal("used");
      expect(await used(id)).to.equal(3);
    });

    it("are one per order, whatever the key of a retry", async () => {
      const { id } = await make({ usage_limit: 1 });
      const [customer, order, key] = [newId("cust"), newId("ord"), ulid()];
      for (const each of [key, key, ulid()])
        expect(await use(id, customer, order, each)).to.deep.equal({ promotion_id: id });
      expect(await used(id)).to.equal(1);
    });

    it("are released once, and then available to another order", async () => {
      const { id } = await make({ usage_limit: 1, per_customer_limit: 1 });
      const [customer, order, key] = [newId("cust"), newId("ord"), ulid()];
      await use(id, customer, order, key);
      expect(await release(order, key)).to.deep.equal({ released: true });
      expect(await release(order, key)).to.deep.equal({ released: false });
      expect(await used(id)).to.equal(0);
      expect(await refusalOf(use(id, customer))).to.equal("used");
    });

    it("are refused when their release came first", async () => {
      const { id } = await make({ usage_limit: 1 });
      const [customer, order, key] = [newId("cust"), newId("ord"), ulid()];
      expect(await release(order, key)).to.deep.equal({ released: false });
      expect(await refusalOf(use(id, customer, order, key))).to.equal("idempotency_key_reused");
      expect(await used(id)).to.equal(0);
    });

    it("are refused for a deleted promotion, and for another store's", async () => {
      const { id } = await make({});
      const foreign = { ...write(), store_id: 753, promotion_id: id, order_id: newId("ord"), customer_id: "cust_1" };
      expect(await refusalOf(call("catalog.usePromotion", foreign))).to.equal("invalid_promo_code");
      await call("catalog.deletePromotion", { ...write(), promotion_id: id });
      expect(await refusalOf(use(id))).to.equal("invalid_promo_code");
    });

    it("still count when their customer is erased, without the customer's id", async () => {
      const { id } = await make({ usage_limit: 2 });
      const customer_id = newId("cust");
      await use(id, customer_id);
      const db = new Database("catalog");
      const named = "SELECT id FROM promotion_uses WHERE customer_id = ?";
      expect(await db.rows(named, [customer_id])).to.have.length(1);
      await deliverErasure(db, forgetCustomers, store, customer_id);
      expect(await db.rows(named, [customer_id])).to.deep.equal([]);
      await db.close();
      expect(await used(id)).to.equal(1);
    });
  });
}
