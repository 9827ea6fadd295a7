import { expect } from "chai";
import { ulid } from "ulid";
import { handleOnce } from "../../../mixins/messaging/inbox.ts";
import { forgetCustomer, signOutDisabled } from "../../../services/auth/auth.events.ts";
import type { DomainEvent, DomainEvents, EventName } from "../../../services/contracts.ts";
import { AuthService } from "./service.ts";

/** How auth handles events of customers. */
export function describeForgetting(): void {
  describe("auth's subscriptions to customer events", () => {
    const auth = new AuthService();
    before(() => auth.start());
    after(() => auth.stop());

    const eventOf = <Name extends EventName>(name: Name, customer_id: string, data: DomainEvents[Name]) =>
      ({
        id: `evt_${ulid()}`,
        name,
        store_id: auth.store_id,
        tenant_id: auth.tenant_id,
        aggregate: { type: "customer", id: customer_id, version: 2 },
        occurred_at: new Date().toISOString(),
        actor: { type: "system", id: "tests" },
        request_id: null,
        data,
      }) as DomainEvent;
    const left = async (customer_id: string) => {
      const rows = await Promise.all(
        ["accounts", "sessions", "otps"].map((table) =>
          auth.db.rows(`SELECT id FROM ${table} WHERE customer_id = ?`, [customer_id]),
        ),
      );
      return rows.map(({ length }) => length);
    };
    const newCustomer = async () => {
      const { customer_id } = await auth.customer();
      await auth.logIn(customer_id);
      await auth.code(customer_id, `${ulid()}@example.com`);
      return customer_id;
    };

    it("delete everything of an erased customer and nothing of others, also when the event is redelivered", async () => {
      const [erased, other] = [await newCustomer(), await newCustomer()];
      const event = eventOf("customer.deleted", erased, { changed: [] });
      for (const _ of [1, 2]) await handleOnce(auth.db, forgetCustomer, event);
      expect(await left(erased)).to.deep.equal([0, 0, 0]);
      expect(await left(other)).to.deep.equal([1, 1, 1]);
      expect(await auth.refusal("auth.logIn", auth.logInParams(erased))).to.equal("401 invalid_credentials");
    });

    it("keep nothing of what an erased customer sets up with a token that is still remembered", async () => {
      const { store_id, tenant_id } = auth;
      const { customer_id } = await auth.customer();
      await handleOnce(auth.db, forgetCustomer, eventOf("customer.deleted", customer_id, { changed: [] }));
      const owner = { store_id, tenant_id, customer_id };
      const sign_in = { signed_in_at: Date.now() };
      const begin = { ...owner, sign_in, issuer: "Shop", label: customer_id };
      expect(await auth.refusal("auth.beginTotp", begin)).to.equal("401 invalid_token");
      const reset = { ...owner, new_password: "quite another long password", idempotency_key: ulid() };
      expect(await auth.refusal("auth.resetPassword", reset)).to.equal("401 invalid_token");
      const sql = "SELECT customer_id FROM second_factors WHERE customer_id = ?";
      expect([await auth.db.rows(sql, [customer_id]), await left(customer_id)]).to.deep.equal([[], [0, 0, 0]]);
    });

    it("end all sessions of a disabled customer, and ignore every other change", async () => {
      const customer_id = await newCustomer();
      const disabled = eventOf("customer.updated", customer_id, {
        before: { enabled: true },
        after: { enabled: false },
      });
      const renamed = eventOf("customer.updated", customer_id, {
        before: { first_name: "A" },
        after: { first_name: "B" },
      });
      expect([disabled, renamed].map((event) => signOutDisabled.filter?.(event))).to.deep.equal([true, false]);
      await handleOnce(auth.db, signOutDisabled, disabled);
      expect(await left(customer_id)).to.deep.equal([1, 0, 0]);
    });
  });
}
