import { expect } from "chai";
import { ulid } from "ulid";
import { handleOnce } from "../../../mixins/inbox.ts";
import { forgetCustomer, signOutDisabled } from "../../../services/auth/auth.facts.ts";
import type { Fact, FactName, Facts } from "../../../services/contracts.ts";
import { AuthHouse } from "./house.ts";

/** What auth does when it hears of a customer. */
export function describeForgetting(): void {
  describe("what auth hears of customers", () => {
    const house = new AuthHouse();
    before(() => house.start());
    after(() => house.stop());

    const factOf = <Name extends FactName>(name: Name, customer_id: string, data: Facts[Name]) =>
      ({
        id: `evt_${ulid()}`,
        name,
        store_id: house.store_id,
        tenant_id: house.tenant_id,
        aggregate: { type: "customer", id: customer_id, version: 2 },
        occurred_at: new Date().toISOString(),
        actor: { type: "system", id: "tests" },
        request_id: null,
        data,
      }) as Fact;
    const left = async (customer_id: string) => {
      const rows = await Promise.all(
        ["accounts", "sessions", "otps"].map((table) =>
          house.db.rows(`SELECT id FROM ${table} WHERE customer_id = ?`, [customer_id]),
        ),
      );
      return rows.map(({ length }) => length);
    };
    const somebody = async () => {
      const { customer_id } = await house.customer();
      await house.logIn(customer_id);
      await house.code(customer_id, `${ulid()}@example.com`);
      return customer_id;
    };

    it("takes everything of who was erased, and nothing of another; also when it hears of it twice", async () => {
      const [gone, stays] = [await somebody(), await somebody()];
      const fact = factOf("customer.deleted", gone, { changed: [] });
      for (const _ of [1, 2]) await handleOnce(house.db, "auth.forget", forgetCustomer, fact);
      expect(await left(gone)).to.deep.equal([0, 0, 0]);
      expect(await left(stays)).to.deep.equal([1, 1, 1]);
      expect(await house.refusal("auth.logIn", house.logInParams(gone))).to.equal("401 invalid_credentials");
    });

    it("signs who was disabled out everywhere, and passes over every other change", async () => {
      const customer_id = await somebody();
      const disabled = factOf("customer.updated", customer_id, {
        before: { enabled: true },
        after: { enabled: false },
      });
      const renamed = factOf("customer.updated", customer_id, {
        before: { first_name: "A" },
        after: { first_name: "B" },
      });
      expect([disabled, renamed].map((fact) => signOutDisabled.takes?.(fact))).to.deep.equal([true, false]);
      await handleOnce(house.db, "auth.sign-out", signOutDisabled, disabled);
      expect(await left(customer_id)).to.deep.equal([1, 0, 0]);
    });
  });
}
