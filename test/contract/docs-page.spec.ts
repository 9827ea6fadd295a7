import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import type { Browser, CDPSession, Page } from "playwright-core";
import type { ServiceProcess } from "../../cli/cluster/process.ts";
import { assertAccessible } from "../support/accessible.ts";
import { startBrowser } from "../support/browser.ts";
import { startEmbedded } from "../support/embedded.ts";
import { until } from "../support/until.ts";

/** What a page asked for and complained about. */
interface Watched {
  page: Page;
  session: CDPSession;
  outside: string[];
  complaints: string[];
}

interface Operation {
  operationId: string;
}

// Where the pictures stay, for whoever wants to look.
const pictures = join(tmpdir(), "seller-orchestra-docs-page");

describe("the documentation page, in a browser without a network", function () {
  // A browser beside everything else on a small machine takes its time.
  this.timeout(180_000);
  let folder: string;
  let server: ServiceProcess;
  let browser: Browser;

  before(async function () {
    this.timeout(300_000);
    folder = await mkdtemp(join(tmpdir(), "seller-orchestra-docs-"));
    await mkdir(pictures, { recursive: true });
    server = await startEmbedded(folder, "test");
    browser = await startBrowser();
  });
  after(async () => {
    await browser?.close();
    await server?.stop(15_000);
    if (folder) await rm(folder, { recursive: true, force: true });
  });

  for (const [name, width, height] of [
    ["desktop", 1280, 900],
    ["narrow", 390, 844],
  ] as const) {
    it(`lists every operation of every surface on a ${name} screen, opens at once, and needs nothing from elsewhere`, async () => {
      const { page, session, outside, complaints } = await openDocs("/docs", width, height);
      expect(await processorTime(session), "seconds of processor time").to.be.within(0.001, 0.5);
      const wanted = await operationsOf("/openapi.json");
      expect(wanted).to.include.members(["merchantListCustomers", "appsListCustomers"]);
      const listed = `[...document.querySelectorAll(".operations a")].map(({ href }) => href.split("/").at(-1))`;
      expect((await page.evaluate<string[]>(listed)).sort()).to.deep.equal(wanted.sort());
      await page.getByRole("searchbox").fill("export customers csv");
      await page.getByText("/domains/{domain_id}/customers/csv").waitFor();
      expect(await page.locator(".operations li:visible").count()).to.equal(1);
      await page.screenshot({ path: join(pictures, `${name}.png`) });
      const overflow = await page.evaluate<number>("document.documentElement.scrollWidth - innerWidth");
      expect(overflow, "pixels wider than the screen").to.be.at.most(0);
      expect(outside).to.deep.equal([]);
      expect(complaints).to.deep.equal([]);
      await page.context().close();
    });
  }

  for (const [width, colorScheme] of [
    [1280, "light"],
    [390, "dark"],
  ] as const) {
    it(`opens an operation at once on ${width} pixels in ${colorScheme}, for everyone`, async () => {
      const { page, session, outside, complaints } = await openDocs(
        "/docs/merchant/merchantCancelOrder",
        width,
        844,
        colorScheme,
      );
      await page.getByRole("heading", { level: 1, name: "Cancel an order" }).waitFor();
      expect(await processorTime(session), "seconds of processor time").to.be.within(0.001, 0.5);
      const overflow = await page.evaluate<number>("document.documentElement.scrollWidth - innerWidth");
      expect(overflow, "pixels wider than the screen").to.be.at.most(0);
      await assertAccessible(page);
      await page.screenshot({ path: join(pictures, `operation-${width}.png`) });
      expect(outside).to.deep.equal([]);
      expect(complaints).to.deep.equal([]);
      await page.context().close();
    });
  }

  it("shows each surface, and an operation's parameters when it is opened", async () => {
    for (const surface of ["merchant", "storefront", "commerce", "apps"]) {
      const { page, outside, complaints } = await openDocs(`/docs/${surface}`, 390, 844);
      const groups = page.locator(".opblock-tag");
      await groups.first().waitFor();
      for (let at = 0; at < (await groups.count()); at++) await groups.nth(at).click();
      const document = `/openapi/${surface}.json`;
      await untilShown(page, [...(await operationsOf(document)), ...(await operationsOf(document, "webhooks"))]);
      expect(await page.locator(".errors-wrapper:visible").count(), "a box with errors").to.equal(0);
      const overflow = await page.evaluate<number>("document.documentElement.scrollWidth - innerWidth");
      expect(overflow, `pixels wider than the screen: ${surface}`).to.be.at.most(0);
      if (surface === "apps") {
        const operation = page.locator(".opblock", { hasText: "List a customer's orders" });
        await operation.locator(".opblock-summary-control").click();
        await operation.locator("[data-param-name=user_id]").waitFor();
        await page.screenshot({ path: join(pictures, "viewer.png") });
      }
      expect([...outside, ...complaints]).to.deep.equal([]);
      await page.context().close();
    }
  });

  it("follows a link of the list to its operation, and from there to where it is tried out", async () => {
    const { page } = await openDocs("/docs", 1280, 900);
    await page.getByRole("searchbox").fill("cancel an order merchant");
    const link = page.locator(".operations li:visible a").first();
    const id = (await link.getAttribute("href"))?.split("/").at(-1);
    await link.click();
    await page.getByRole("link", { name: "Try it out" }).click();
    await page.locator(`.opblock.is-open[id$="${id}"]`).waitFor();
    await page.context().close();
  });

  async function processorTime(session: CDPSession): Promise<number> {
    const { metrics } = await session.send("Performance.getMetrics");
    return metrics.find(({ name }) => name === "TaskDuration")?.value ?? Number.NaN;
  }

  async function operationsOf(document: string, part: "paths" | "webhooks" = "paths"): Promise<string[]> {
    const { [part]: paths } = (await (await fetch(`${server.url}${document}`)).json()) as {
      [part in "paths" | "webhooks"]?: Record<string, Record<string, Operation>>;
    };
    return Object.values(paths ?? {}).flatMap((path) => Object.values(path).map(({ operationId }) => operationId));
  }

  async function openDocs(
    path: string,
    width: number,
    height: number,
    colorScheme: "light" | "dark" = "light",
  ): Promise<Watched> {
    const context = await browser.newContext({ viewport: { width, height }, colorScheme, serviceWorkers: "block" });
    context.setDefaultTimeout(120_000);
    const page = await context.newPage();
    // What is counted begins here. Time of the processor, which a busy machine does not stretch as it does that of the clock.
    const session = await context.newCDPSession(page);
    await session.send("Performance.enable", { timeDomain: "threadTicks" });
    const watched: Watched = { page, session, outside: [], complaints: [] };
    await context.route("**/*", (route) => {
      const { href, origin } = new URL(route.request().url());
      if (origin === server.url) return route.continue();
      watched.outside.push(href);
      return route.abort("internetdisconnected");
    });
    // What the page's policy forbids is told on the console too, as an error.
    page.on("console", (message) => {
      if (message.type() === "error" || message.type() === "warning") watched.complaints.push(message.text());
    });
    page.on("pageerror", (error) => watched.complaints.push(String(error)));
    page.on("requestfailed", (request) => watched.complaints.push(`failed: ${request.url()}`));
    await page.goto(`${server.url}${path}`);
    return watched;
  }
});

/**
 * Scrolls down until exactly these operations were on the page: its ids end in theirs.
 * From 150 rows (tags and operations) on, the viewer draws only the rows near the window.
 */
async function untilShown(page: Page, operations: string[]): Promise<void> {
  const wanted = [...operations].sort().join();
  const seen = new Set<string>();
  await until(async () => {
    // As text, because the project's types know no browser; asked from here, because the page's policy forbids `eval`.
    const { ids, end } = await page.evaluate<{ ids: string[]; end: boolean }>(`({
      ids: [...document.querySelectorAll(".opblock")].map(({ id }) => id.split("-").at(-1)),
      end: scrollY + innerHeight >= document.documentElement.scrollHeight - 1,
    })`);
    for (const id of ids) seen.add(id);
    const whole = end && [...seen].sort().join() === wanted;
    // Once at the end, the next walk starts anew: the rows of a page that is still loading, or was replaced, do not count.
    if (end && !whole) seen.clear();
    await page.evaluate(end ? "scrollTo(0, 0)" : "scrollBy(0, innerHeight / 2)");
    return whole;
  }, 120_000);
}
