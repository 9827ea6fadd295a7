import { expect } from "chai";
import { ulid } from "ulid";
import { act, ask } from "../../support/harness/index.ts";
import { newShop } from "../../support/harness/shop.ts";
import { until } from "../../support/until.ts";

describe("message page of the development mailbox", () => {
  it("renders an email with scripts and external content disabled", async () => {
    const { store } = await newShop();
    const email = `${ulid().toLowerCase()}@example.com`;
    const { store_id, tenant_id, name, language, currency, currency_decimals, timezone } = store;
    await act("notifications.notify", {
      idempotency_key: ulid(),
      store: { store_id, tenant_id, name, language, currency, currency_decimals, timezone },
      occasion: "order_shipped",
      payload: {
        order_id: `ord_${ulid()}`,
        order_number: "A-1042",
        status: "shipped",
        grand_total: 1_000,
        currency,
        items: [{ name: "<script>alert(1)</script>", quantity: 2 }],
      },
      recipient: { customer_id: null, name: "Ann", email, phone: null },
    });
    const { id } = await until(async () => {
      const { body } = await ask("GET", `/dev/mailbox?recipient=${email}`);
      return body.messages[0];
    });
    const { status, text, headers } = await ask("GET", `/dev/mailbox/${id}`);
    expect(status).to.equal(200);
    expect(headers.get("content-type")).to.equal("text/html; charset=utf-8");
    expect(headers.get("content-security-policy")).to.match(/^default-src 'none'; .*sandbox/);
    expect(text).to.contain("&lt;script&gt;alert(1)").and.not.contain("<script");
  });

  it("shows a message without HTML as text and returns 404 for an unknown one", async () => {
    const { store } = await newShop();
    const message = { store_id: store.store_id, channel: "sms" as const, recipient: ulid(), text: "<b>Your code</b>" };
    const { id } = await act("notifications.send", { idempotency_key: ulid(), ...message });
    const { text, headers } = await until(async () => {
      const page = await ask("GET", `/dev/mailbox/${id}`);
      return page.status === 200 ? page : undefined;
    });
    expect(headers.get("content-type")).to.equal("text/plain; charset=utf-8");
    expect(text).to.equal(message.text);
    const { status, body } = await ask("GET", "/dev/mailbox/ntf_none");
    expect([status, body.code]).to.deep.equal([404, "notification_not_found"]);
  });
});
