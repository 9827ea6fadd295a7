import "../../../support/data-dir.ts";
import { expect } from "chai";
import type { Browser } from "playwright-core";
import { compose } from "../../../../services/notifications/compose.ts";
import { languages, messageTemplates } from "../../../../services/notifications/notifications.rules.ts";
import { startBrowser } from "../../../support/browser.ts";
import { hostile, hostileTold, sampleTold } from "../../../support/notifications/samples.ts";

describe("an e-mail, in a browser", function () {
  // A browser beside everything else on a small machine takes its time.
  this.timeout(120_000);
  let browser: Browser;

  before(async () => {
    browser = await startBrowser();
  });
  after(() => browser?.close());

  for (const width of [320, 700]) {
    it(`fits ${width} pixels whatever stands in it, runs nothing and loads nothing`, async () => {
      const context = await browser.newContext({ viewport: { width, height: 900 }, serviceWorkers: "block" });
      const page = await context.newPage();
      const asked: string[] = [];
      const complaints: string[] = [];
      await context.route("**/*", (route) => {
        asked.push(route.request().url());
        return route.abort();
      });
      page.on("console", (message) => complaints.push(message.text()));
      page.on("pageerror", (error) => complaints.push(String(error)));
      page.on("dialog", (dialog) => {
        complaints.push(`dialog: ${dialog.message()}`);
        return dialog.dismiss();
      });
      for (const told of everything()) {
        await page.setContent(String(compose("email", told).html));
        const name = `${told.occasion} in ${told.store.language} to ${told.recipient.name.slice(0, 20)}`;
        const overflow = await page.evaluate<number>("document.documentElement.scrollWidth - innerWidth");
        expect(overflow, `${name}: pixels wider than the screen`).to.be.at.most(0);
        expect(await page.evaluate(brokenAmounts), `${name}: amounts over several lines`).to.deep.equal([]);
      }
      expect(asked).to.deep.equal([]);
      expect(complaints).to.deep.equal([]);
      await context.close();
    });
  }
});

// As text, because the project's types know no browser. Amounts beyond any shop's may break.
const brokenAmounts = `[...document.querySelectorAll(".amount")].filter((cell) => {
  const range = document.createRange();
  range.selectNodeContents(cell);
  return cell.innerText.length < 15 && new Set([...range.getClientRects()].map(({ top }) => top)).size > 1;
}).map((cell) => cell.innerText)`;

function everything() {
  const ordinary = languages.flatMap((language) =>
    messageTemplates.map((occasion) => ({
      ...sampleTold({ store: { language }, payload: { refund_amount: 5_000 } }),
      occasion,
    })),
  );
  const strange = hostile.flatMap((value) =>
    languages.map((language) => ({ ...hostileTold(value, language), occasion: "order_cancelled" as const })),
  );
  return [...ordinary, ...strange];
}
