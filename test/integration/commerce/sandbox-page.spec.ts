import { expect } from "chai";
import type { Browser, Page } from "playwright-core";
import { ulid } from "ulid";
import { assertAccessible } from "../../support/accessible.ts";
import { startBrowser } from "../../support/browser.ts";
import { type Counter, openCounter } from "../../support/harness/counter.ts";
import { act, product } from "../../support/harness/index.ts";

describe("the sandbox's page of a payment, in a browser", function () {
  this.timeout(60_000);
  let counter: Counter;
  let browser: Browser;
  let page: Page;
  before(async () => {
    [counter, browser] = await Promise.all([openCounter(), startBrowser()]);
    page = await browser.newPage({ viewport: { width: 390, height: 844 } });
  });
  after(() => browser?.close());

  const place = async (payment_method_id: string, more: object = {}) =>
    (await counter.order({ payment_method_id, ...more })).body;
  const urlOf = (payment_id: string, store_id = counter.shop.store.store_id) =>
    `${product().url}/dev/payments/${store_id}/${payment_id}`;
  const click = (name: string) => page.getByRole("button", { name, exact: true }).click();
  const says = (text: string | RegExp) => page.getByRole("status").getByText(text).waitFor();

  it("shows the amount and both states, says what has become of it, and leads back to the return_url", async () => {
    const return_url = `${product().url}/docs?order=7&x=%22`;
    const { payment } = await place("pm_card_3ds", { return_url });
    await page.goto(urlOf(payment.id));
    const list = page.getByRole("listitem");
    await list.filter({ hasText: `Amount: ${payment.amount.toFixed(2)} USD` }).waitFor();
    await list.filter({ hasText: "At the bank: waits for the payer" }).waitFor();
    await list.filter({ hasText: "In the shop: requires_action" }).waitFor();
    expect(await page.getByRole("link", { name: "Back to the shop" }).count()).to.equal(0);
    await assertAccessible(page);
    await click("Confirm");
    await says(/^Confirm: The shop has heard of it: captured; .* captured\.$/);
    await click("Confirm");
    await says("Confirm: nothing has changed. The payment waits for nobody.");
    await page.getByRole("link", { name: "Back to the shop" }).click();
    await page.waitForURL(return_url);
  });

  it("says that a dispute is not won where there is none, and shows one that is", async () => {
    const { payment } = await place("pm_card_visa");
    await page.goto(urlOf(payment.id));
    await click("The merchant wins it");
    await says("The merchant wins it: nothing has changed. The payment has no dispute.");
    await click("Open a dispute");
    await says(/^Open a dispute: The shop has heard of it: captured; .* disputed\.$/);
    await click("The payer wins it");
    await page
      .getByRole("listitem")
      .filter({ hasText: /a dispute of .* lost/ })
      .waitFor();
    await click("Refund in the dashboard");
    await page
      .getByRole("listitem")
      .filter({ hasText: /In the shop: .* refunded/ })
      .waitFor();
  });

  it("shows an answer that is a refusal as one", async () => {
    const { payment } = await place("pm_card_3ds");
    await page.goto(urlOf(payment.id));
    await page.evaluate("document.querySelector('[name=payment_id]').value = 'pay_other'");
    await click("Confirm");
    await says(/^The sandbox has no such payment in this store\. payment_id is no payment/);
  });

  it("leads back to no script, whoever has named one", async () => {
    const { store_id, tenant_id } = counter.shop.store;
    const of = {
      idempotency_key: ulid(),
      store_id,
      tenant_id,
      order_id: `ord_${ulid()}`,
      amount: 100,
      currency: "USD",
    };
    const card = { provider: "sandbox", method: "card", payment_method_id: "pm_card_visa", capture: true } as const;
    const { id } = await act("payments.authorize", { ...of, ...card, return_url: "javascript:alert(1)" });
    const text = await (await fetch(urlOf(id))).text();
    expect(text).to.include("captured").and.not.include("javascript:");
  });

  it("is 404 for a payment or a store that does not exist", async () => {
    const { payment } = await place("pm_card_visa");
    const statusOf = async (url: string) => (await fetch(url)).status;
    expect(await statusOf(urlOf(payment.id))).to.equal(200);
    expect(await statusOf(urlOf(`pay_${ulid()}`))).to.equal(404);
    expect(await statusOf(urlOf(payment.id, 987_654_321))).to.equal(404);
    expect(await statusOf(urlOf(payment.id, 9_999_999_999))).to.equal(404);
  });
});
