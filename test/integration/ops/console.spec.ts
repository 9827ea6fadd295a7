import { mkdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import type { Browser, Page } from "playwright-core";
import { assertAccessible } from "../../support/accessible.ts";
import { startBrowser } from "../../support/browser.ts";
import { ask, type Parsed, product } from "../../support/harness/index.ts";
import { newShop, operatorOf, type Shop } from "../../support/harness/shop.ts";
import { newDeadLetter } from "../../support/ops/letters.ts";
import { newStuckRun } from "../../support/ops/runs.ts";
import { until } from "../../support/until.ts";

// Where the pictures stay, for whoever wants to look.
const pictures = join(tmpdir(), "seller-orchestra-console");
const pages = ["Overview", "Workflows", "Dead letters", "Outbox and consumers", "Jobs", "Deliveries", "Webhooks"];
pages.push("Live events", "Slowest routes", "Processes", "Stores and apps");

// These run in the page. Parts of the names in a table's second column that a line ends within.
const brokenParts = `[...document.querySelectorAll("tbody td:nth-child(2)")].flatMap((cell) => {
  const texts = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT);
  const broken = [];
  for (let text = texts.nextNode(); text; text = texts.nextNode()) {
    const range = document.createRange();
    range.selectNodeContents(text);
    if (new Set([...range.getClientRects()].map(({ top }) => top)).size > 1) broken.push(text.data);
  }
  return broken;
})`;
// Bars that lie over the text of a step.
const overlaps = `(() => {
  const list = document.querySelector("dialog[open] .steps");
  const boxes = (selector) => [...list.querySelectorAll(selector)].map((each) => each.getBoundingClientRect());
  const texts = boxes("strong, small, .took");
  return boxes("meter").filter((bar) => texts.some((text) => bar.top < text.bottom - 1 && bar.bottom > text.top + 1)).length;
})()`;
const isTabSeen = `(() => {
  const { left, right } = document.querySelector("nav a[aria-current]").getBoundingClientRect();
  return left >= 0 && right <= innerWidth;
})()`;

describe("the console, in a browser", function () {
  this.timeout(120_000);
  let browser: Browser;
  let page: Page;
  let shop: Shop;
  let run: string;
  const complaints: string[] = [];
  let bytes = 0;

  before(async () => {
    shop = await newShop();
    await newDeadLetter(shop.store, { data: { text: "<img src=x onerror=alert(1)>" }, consumer: "poisoned" });
    run = await newStuckRun(shop.store);
    await mkdir(pictures, { recursive: true });
    browser = await startBrowser();
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, colorScheme: "light" });
    page = await context.newPage();
    page.on("console", (message) => {
      if (message.type() === "error" && !message.text().includes("401")) complaints.push(message.text());
    });
    page.on("pageerror", (error) => complaints.push(String(error)));
    const session = await context.newCDPSession(page);
    await session.send("Network.enable");
    session.on("Network.loadingFinished", ({ encodedDataLength }) => {
      bytes += encodedDataLength;
    });
  });
  after(() => browser?.close());

  const picture = (name: string) => page.screenshot({ path: join(pictures, `${name}.png`), fullPage: true });
  const open = (title: string) => page.getByRole("link", { name: title, exact: true }).click();
  const heading = (name: string) => page.getByRole("heading", { level: 1, name, exact: true }).waitFor();

  it("shows nothing but the sign-in to who has not signed in, in less than 150 KB, and lets a developer in by one click", async () => {
    await page.goto(`${product().url}/console#runs`);
    const button = page.getByRole("button", { name: "Sign in as a developer" });
    await button.waitFor();
    expect(await page.getByRole("navigation").count()).to.equal(0);
    expect(bytes).to.be.within(10_000, 150_000);
    await assertAccessible(page);
    await picture("sign-in");
    await button.click();
    await heading("Workflows");
  });

  it("finds a dead letter, shows its payload as text, and discards it with a note", async () => {
    await open("Dead letters");
    await page.getByRole("row").filter({ hasText: "customers.poisoned" }).getByRole("button").click();
    const dialog = page.getByRole("dialog", { name: "Dead letter" });
    await dialog.getByRole("region", { name: "Event" }).getByText("<img src=x onerror=alert(1)>").waitFor();
    await assertAccessible(page);
    await picture("dead-letter");
    await dialog.getByRole("button", { name: "Discard" }).first().click();
    const form = page.getByRole("dialog", { name: /^Discard/ });
    await form.getByLabel("Note, for the event log").fill("Poisoned on purpose.");
    await form.getByRole("button", { name: "Discard" }).click();
    await dialog.getByText("discarded").waitFor();
    await dialog.getByRole("button", { name: "Close" }).click();
  });

  it("finds a stuck run, shows what each step took, and resolves it by hand", async () => {
    await page.goto(`${product().url}/console#runs?state=stuck`);
    await page.getByRole("row").filter({ hasText: "testedRun" }).first().getByRole("button").click();
    const dialog = page.getByRole("dialog", { name: /^Run/ });
    await dialog.getByText("3 ms").waitFor();
    await dialog.getByText("[redacted]").waitFor();
    await assertAccessible(page);
    await picture("run");
    await dialog.getByRole("button", { name: "Resolve by hand" }).first().click();
    const form = page.getByRole("dialog", { name: /^End the run/ });
    await form.getByLabel("Note, for the event log").fill("Put right by hand.");
    await form.getByRole("button", { name: "Resolve by hand" }).click();
    await dialog.getByText("failed", { exact: true }).waitFor();
    await dialog.getByText("It was ended by hand. Nothing was taken back by that").waitFor();
    await page.keyboard.press("Escape");
  });

  it("keeps each act in the event log, which the page shows", async () => {
    const as = operatorOf();
    const logged = await until(async () => {
      const query = `store_id=${shop.store.store_id}&name=operator.acted`;
      const { body } = await ask("GET", `/ops/v1/events?${query}`, { as });
      return body.data.length === 2 ? body.data : undefined;
    });
    const acts = logged.map(({ after, actor_id }: Parsed) => [actor_id, after.act, after.note]);
    expect(acts).to.have.deep.members([
      ["developer", "discard", "Poisoned on purpose."],
      ["developer", "resolve", "Put right by hand."],
    ]);
    await page.goto(`${product().url}/console#events?name=operator.acted`);
    await page.getByRole("row").filter({ hasText: run }).waitFor();
  });

  it("replays all dead letters that a page shows, each with the note, and they leave it", async () => {
    const { store } = await newShop();
    const of = { service: "audit", consumer: "log", name: "order.note_changed" };
    for (let made = 0; made < 3; made++) await newDeadLetter(store, of);
    await page.goto(`${product().url}/console#dead-letters?state=waiting&event_name=${of.name}`);
    await page.getByRole("button", { name: "Replay all 3" }).click();
    const form = page.getByRole("dialog", { name: "Replay the 3 dead letters of this page" });
    await assertAccessible(page);
    await form.getByLabel("Note, for the event log (optional)").fill("The log is back.");
    await form.getByRole("button", { name: "Replay all 3" }).click();
    await form.waitFor({ state: "hidden" });
    await page.getByText("No dead letters.").waitFor();
    const as = operatorOf();
    const query = `store_id=${store.store_id}&name=operator.acted`;
    const logged = await until(async () => {
      const { body } = await ask("GET", `/ops/v1/events?${query}`, { as });
      return body.data.length === 3 ? body.data : undefined;
    });
    const acts = new Set(logged.map(({ after }: Parsed) => `${after.act}: ${after.note}`));
    expect([...acts]).to.deep.equal(["replay: The log is back."]);
    expect(new Set(logged.map(({ entity_id }: Parsed) => entity_id)).size).to.equal(3);
  });

  it("leads from slow runs to those that go on, and says of a job when it runs", async () => {
    await open("Overview");
    const slow = page.getByRole("link", { name: "Slow runs" });
    await slow.waitFor();
    expect(await slow.getAttribute("href")).to.equal("#runs?state=running");
    await open("Jobs");
    const job = page.getByRole("row").filter({ hasText: "catalog.words-3" });
    await job.getByText("when due, looked for every 60 s").waitFor();
    await page
      .getByRole("row")
      .filter({ hasText: "catalog.clean" })
      .getByText("every 10 min", { exact: true })
      .waitFor();
  });

  it("breaks a name at its capitals alone, and draws no step over another", async () => {
    const long = await newStuckRun(shop.store, {
      workflow: "orchestra.redeemEverything",
      step: "nobody.hasAnActionOfThisName",
    });
    for (const width of [1280, 390]) {
      await page.setViewportSize({ width, height: 844 });
      await page.goto(`${product().url}/console#runs?state=stuck`);
      const row = page.getByRole("row").filter({ hasText: "redeemEverything" });
      await row.first().waitFor();
      expect(await page.evaluate<string[]>(brokenParts), `at ${width} pixels`).to.deep.equal([]);
      await row.first().getByRole("button").click();
      const steps = page.getByRole("dialog", { name: `Run ${long}` }).locator(".steps");
      await steps.getByText("hasAnActionOfThisName").first().waitFor();
      // Where a line just fits, and where it just does not.
      for (let narrower = 0; narrower <= 70; narrower += 5) {
        await page.setViewportSize({ width: width - narrower, height: 844 });
        expect(await page.evaluate<number>(overlaps), `at ${width - narrower} pixels`).to.equal(0);
      }
      await page.keyboard.press("Escape");
    }
  });

  it("shows the tab of the page that an address opens, also on a narrow screen", async () => {
    await page.setViewportSize({ width: 390, height: 844 });
    for (const [id, title] of Object.entries({ apps: "Stores and apps", jobs: "Jobs", overview: "Overview" })) {
      await page.goto(`${product().url}/console#${id}`);
      await heading(title);
      expect(await page.evaluate<boolean>(isTabSeen), title).to.equal(true);
    }
  });

  for (const [width, scheme] of [
    [1280, "light"],
    [390, "dark"],
  ] as const) {
    it(`is accessible and fits, every page of it, at ${width} pixels in ${scheme} colours`, async () => {
      await page.setViewportSize({ width, height: 844 });
      await page.emulateMedia({ colorScheme: scheme });
      for (const title of pages) {
        await open(title);
        await heading(title);
        await page.getByText("Loading…").first().waitFor({ state: "detached" });
        const overflow = await page.evaluate<number>("document.documentElement.scrollWidth - innerWidth");
        expect(overflow, `pixels wider than the screen: ${title}`).to.be.at.most(0);
        await assertAccessible(page);
        await picture(`${title.toLowerCase().replaceAll(" ", "-")}-${width}-${scheme}`);
      }
    });
  }

  it("is used by the keyboard alone, complained of nothing, and signs out", async () => {
    await page.setViewportSize({ width: 1280, height: 900 });
    await page.goto(`${product().url}/console#overview`);
    await page.reload();
    await heading("Overview");
    await page.keyboard.press("Tab");
    expect(await page.evaluate<string>("document.activeElement.textContent.trim()")).to.equal("Skip to the page");
    await page.keyboard.press("Enter");
    expect(await page.evaluate<string>("document.activeElement.id")).to.equal("main");
    await page.getByRole("button", { name: "Sign out", exact: true }).click();
    await page.getByRole("button", { name: "Sign in as a developer" }).waitFor();
    expect(complaints).to.deep.equal([]);
  });
});
