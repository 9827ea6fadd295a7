import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import type { Browser, Page } from "playwright-core";
import type { ServiceProcess } from "../../cli/cluster/process.ts";
import { signToken } from "../../services/auth/tokens.ts";
import { assertAccessible } from "../support/accessible.ts";
import { startBrowser } from "../support/browser.ts";
import { startEmbedded } from "../support/embedded.ts";
import { until } from "../support/until.ts";

// Where the pictures stay, for whoever wants to look.
const pictures = join(tmpdir(), "seller-orchestra-demo-page");
// The demo's first customer, who has orders in every status.
const email = "rahim@example.com";

describe("the demo's account page, in a browser without a network", function () {
  // A browser beside everything else on a small machine takes its time.
  this.timeout(180_000);
  let folder: string;
  let server: ServiceProcess;
  let browser: Browser;
  let page: Page;
  const outside: string[] = [];
  const complaints: string[] = [];

  before(async function () {
    this.timeout(300_000);
    folder = await mkdtemp(join(tmpdir(), "seller-orchestra-demo-"));
    await mkdir(pictures, { recursive: true });
    server = await startEmbedded(folder, "development");
    browser = await startBrowser();
    const context = await browser.newContext({ viewport: { width: 1100, height: 900 }, serviceWorkers: "block" });
    context.setDefaultTimeout(120_000);
    page = await context.newPage();
    await context.route("**/*", (route) => {
      const { href, origin } = new URL(route.request().url());
      if (origin === server.url) return route.continue();
      outside.push(href);
      return route.abort("internetdisconnected");
    });
    page.on("console", (message) => {
      if (message.type() === "error" || message.type() === "warning") complaints.push(message.text());
    });
    page.on("pageerror", (error) => complaints.push(String(error)));
    await page.goto(`${server.url}/demo`);
  });
  after(async () => {
    await browser?.close();
    await server?.stop(15_000);
    if (folder) await rm(folder, { recursive: true, force: true });
  });

  const picture = (name: string) => page.screenshot({ path: join(pictures, `${name}.png`), fullPage: true });

  it("signs in by the code that is in the development mailbox", async () => {
    await page.getByLabel("E-mail address").fill(email);
    await assertAccessible(page);
    await picture("sign-in");
    await page.keyboard.press("Enter");
    await page.getByLabel("Digit 1 of 6").and(page.locator(":focus")).waitFor();
    await page.getByRole("button", { name: "Read the code from there" }).click();
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByText("Signed in as").waitFor();
  });

  it("shows the shopper's orders with their status, and one of them with its parcels", async () => {
    const table = page.getByRole("table", { name: "Orders" });
    await table.waitFor();
    expect(await table.getByRole("row").count()).to.be.above(5);
    await picture("orders");
    await assertAccessible(page);
    await open(await orderWhere("shipped", "delivered"));
    await page.getByRole("dialog").getByText("Parcels").waitFor();
    await picture("order");
    await assertAccessible(page);
    await close();
  });

  it("cancels an order that may be cancelled", async () => {
    const number = await orderWhere("pending", "confirmed");
    await open(number);
    await page.getByRole("button", { name: "Cancel the order" }).click();
    await page.getByLabel("Why are you cancelling it?").fill("Ordered by mistake.");
    await page.getByRole("button", { name: "Cancel it and refund me" }).click();
    await page.getByRole("dialog").getByText("cancelled", { exact: true }).waitFor();
    await picture("cancelled");
    await close();
    const row = page.getByRole("row").filter({ hasText: number });
    await row.getByText("cancelled").waitFor();
  });

  it("asks to return an item of a delivered order", async () => {
    const number = await orderWhere("shipped");
    await deliver(number);
    await page.reload();
    await open(number);
    await page.getByRole("button", { name: "Return items" }).click();
    await page
      .getByLabel(/^How many of/)
      .first()
      .fill("1");
    await page.getByLabel("What is wrong with it?").fill("It is too small.");
    await picture("return");
    await assertAccessible(page);
    await page.getByRole("button", { name: "Ask to return" }).click();
    await page.getByRole("dialog").getByText("requested", { exact: true }).first().waitFor();
    await close();
  });

  it("shows the points and what they came from", async () => {
    await page.getByRole("tab", { name: "Points" }).click();
    await page.getByRole("table", { name: "Points activity" }).waitFor();
    await picture("points");
    await assertAccessible(page);
  });

  it("keeps the address book", async () => {
    await page.getByRole("tab", { name: "Addresses" }).click();
    await page.getByRole("button", { name: "Add an address" }).click();
    await page.getByRole("textbox", { name: "Name", exact: true }).fill("Rahim Ahmed");
    await page.getByLabel("Street and number").fill("7 Lake Road");
    await page.getByLabel("Postal code").fill("1212");
    await page.getByLabel("City").fill("Dhaka");
    await page.getByLabel("Country").fill("Bangladesh");
    await assertAccessible(page);
    await page.getByRole("button", { name: "Save" }).click();
    const added = page.getByRole("article").filter({ hasText: "7 Lake Road" });
    await added.waitFor();
    await picture("addresses");
    await added.getByRole("button", { name: "Delete" }).click();
    await added.waitFor({ state: "detached" });
  });

  it("fits a narrow screen, and is as readable in the dark", async () => {
    await page.setViewportSize({ width: 390, height: 844 });
    await page.emulateMedia({ colorScheme: "dark" });
    for (const tab of ["Points", "Addresses", "Orders"]) {
      await page.getByRole("tab", { name: tab }).click();
      if (tab !== "Addresses") await page.getByRole("table").first().waitFor();
      await assertFits(tab);
      await assertAccessible(page);
    }
    await picture("narrow-dark");
    await open(await orderWhere("shipped", "delivered"));
    await page.getByRole("dialog").getByText("Parcels").waitFor();
    await assertFits("an order");
    await assertAccessible(page);
    await picture("order-narrow-dark");
    await close();
    await page.emulateMedia({ colorScheme: "light" });
  });

  async function assertFits(about: string): Promise<void> {
    const overflow = await page.evaluate<number>("document.documentElement.scrollWidth - innerWidth");
    expect(overflow, `pixels wider than the screen: ${about}`).to.be.at.most(0);
  }

  it("signs out, asked nothing from elsewhere, and complained of nothing", async () => {
    await page.getByRole("button", { name: "Sign out" }).click();
    await page.getByLabel("E-mail address").waitFor();
    expect(outside).to.deep.equal([]);
    expect(complaints).to.deep.equal([]);
  });

  /** The number of the first order shown that has one of these statuses, looking further where there is none. */
  async function orderWhere(...statuses: string[]): Promise<string> {
    const rows = page.getByRole("table", { name: "Orders" }).getByRole("row");
    for (;;) {
      await rows.nth(1).waitFor();
      for (const row of await rows.all()) {
        // The column headers are a row too.
        const [status = ""] = await row.locator(".mantine-Badge-label").allInnerTexts();
        if (statuses.includes(status.trim().toLowerCase())) return row.getByRole("button").innerText();
      }
      const first = await rows.nth(1).innerText();
      await page.getByRole("button", { name: "Older" }).click();
      await until(async () => (await rows.nth(1).innerText()) !== first, 60_000);
    }
  }

  /** Has the shop say that an order arrived. */
  async function deliver(number: string): Promise<void> {
    const token = signToken("merchant", { sub: "user_tests", tenant_id: "ten_demo", domain_ids: ["dom_demo"] }, 600);
    const headers = { Authorization: `Bearer ${token}`, "Content-Type": "application/json" };
    const orders = `${server.url}/merchant/api/v1/domains/dom_demo/orders`;
    const { data } = (await (await fetch(`${orders}?search=${number}`, { headers })).json()) as {
      data: { id: string }[];
    };
    const body = JSON.stringify({ status: "delivered" });
    const reply = await fetch(`${orders}/${data[0]?.id}/status`, { method: "PATCH", headers, body });
    expect(reply.status, await reply.text()).to.equal(200);
  }

  const open = (number: string) => page.getByRole("button", { name: number, exact: true }).click();

  async function close(): Promise<void> {
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "detached" });
  }
});
