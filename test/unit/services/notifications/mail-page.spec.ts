import { expect } from "chai";
import type { Browser } from "playwright-core";
import { messageTemplates } from "../../../../services/contracts.ts";
import { compose } from "../../../../services/notifications/compose.ts";
import { languages } from "../../../../services/notifications/notifications.rules.ts";
import { startBrowser } from "../../../support/browser.ts";
import { hostile, hostileRequest, sampleRequest } from "../../../support/notifications/samples.ts";

describe("email in a browser", function () {
  // A browser is slow on a small, busy machine.
  this.timeout(120_000);
  let browser: Browser;

  before(async () => {
    browser = await startBrowser();
  });
  after(() => browser?.close());

  for (const width of [320, 700]) {
    it(`fits ${width} pixels and runs and loads nothing, whatever its content`, async () => {
      const context = await browser.newContext({ viewport: { width, height: 900 }, serviceWorkers: "block" });
      const page = await context.newPage();
      const requests: string[] = [];
      const messages: string[] = [];
      await context.route("**/*", (route) => {
        requests.push(route.request().url());
        return route.abort();
      });
      page.on("console", (message) => messages.push(message.text()));
      page.on("pageerror", (error) => messages.push(String(error)));
      page.on("dialog", (dialog) => {
        messages.push(`dialog: ${dialog.message()}`);
        return dialog.dismiss();
      });
      for (const message of sampleMessages()) {
        await page.setContent(String(compose("email", message).html));
        const name = `${message.occasion} in ${message.store.language} to ${message.recipient.name.slice(0, 20)}`;
        const overflow = await page.evaluate<number>("document.documentElement.scrollWidth - innerWidth");
        expect(overflow, `${name}: pixels wider than the screen`).to.be.at.most(0);
        expect(await page.evaluate(brokenAmounts), `${name}: amounts over several lines`).to.deep.equal([]);
      }
      expect(requests).to.deep.equal([]);
      expect(messages).to.deep.equal([]);
      await context.close();
    });
  }
});

// A string, because the project's types do not include the DOM. Very long amounts may wrap.
const brokenAmounts = `[...document.querySelectorAll(".amount")].filter((cell) => {
  const range = document.createRange();
  range.selectNodeContents(cell);
  return cell.innerText.length < 15 && new Set([...range.getClientRects()].map(({ top }) => top)).size > 1;
}).map((cell) => cell.innerText)`;

function sampleMessages() {
  const regular = languages.flatMap((language) =>
    messageTemplates.map((template) => ({
      ...sampleRequest({ store: { language }, payload: { refund_amount: 5_000 } }),
      occasion: template,
    })),
  );
  const unsafe = hostile.flatMap((value) =>
    languages.map((language) => ({ ...hostileRequest(value, language), occasion: "order_cancelled" as const })),
  );
  return [...regular, ...unsafe];
}
