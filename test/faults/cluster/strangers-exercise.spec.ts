import { expect } from "chai";
import type { Browser, Page } from "playwright-core";
import { startBrowser } from "../../support/browser.ts";
import { ConsolePages } from "../../support/ops/console-pages.ts";
import { type ExercisedCluster, startExercise } from "../../support/ops/exercise.ts";
import { type Ended, ExercisedOrders } from "../../support/ops/exercised-orders.ts";
import { until } from "../../support/until.ts";

const placedBefore = 20;
const placedMeanwhile = 30;
const onHand = 1_000;
const notes = { mended: "The secret of the provider is back.", counted: "It is 12.50, as an amount." };

/**
 * Somebody who knows nothing of the product gets an alarm. What is wrong they learn from the console alone, and there
 * they put it right; outside of it they do what any platform does: start, end and configure processes.
 */
describe("a stranger with the console", function () {
  this.timeout(240_000);
  let shop: ExercisedCluster;
  let orders: ExercisedOrders;
  let browser: Browser;
  let page: Page;
  let seen: ConsolePages;
  let placed: Ended[];
  let requests: Promise<Ended[]>;

  before(async () => {
    [shop, browser] = await Promise.all([startExercise(), startBrowser()]);
    orders = new ExercisedOrders(shop.cluster.urls[0] ?? "");
    await orders.open(onHand);
    placed = await many(placedBefore, () => orders.place());
    expect(statuses(placed)).to.deep.equal([201]);
    page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
    seen = new ConsolePages(page, shop.cluster.urls[0] ?? "");
    await seen.signIn();
  });
  after(async () => {
    await browser?.close();
    await shop?.stop();
  });

  it("finds nothing wrong on the overview while nothing is", async () => {
    for (const card of ["Silent processes", "Stuck runs", "Dead letters"]) await seen.card(card, 0);
  });

  it("sees which processes are silent, and where they are, while payments are stopped and a replica is frozen", async () => {
    await shop.poison(orders.customer_id);
    const [frozen, stopped] = [shop.replica.pid, shop.payments.pid];
    await shop.replica.kill("SIGSTOP");
    await shop.payments.kill("SIGKILL");
    requests = Promise.all([
      many(placedBefore, (index) => orders.cancel(placed[index]?.body.id)),
      many(placedMeanwhile, async () => orders.cancel((await orders.place()).body.id)),
    ]).then((both) => both.flat());
    await seen.card("Silent processes", 2);
    await seen.open("Processes");
    const silent = await until(async () => {
      const rows = await seen.rows("Processes", "silent");
      return rows.length === 2 ? rows : undefined;
    }, 60_000);
    expect(new Set(silent.map((row) => [row.Services, Number(row["Process id"])].join()))).to.deep.equal(
      new Set([`orders,${frozen}`, `payments,${stopped}`]),
    );
  });

  it("starts payments, without the secret of its provider, and learns from stuck runs what is missing", async () => {
    // Their platform ends what is frozen, and starts both.
    await Promise.all([
      shop.replica.kill("SIGKILL").then(() => shop.replica.restart()),
      shop.startPayments("without its secret"),
    ]);
    await seen.card("Silent processes", 0);
    await seen.card("Stuck runs", placedBefore);
    await seen.follow("Stuck runs");
    const rows = await seen.rows("Workflow runs", "stuck");
    expect(new Set(rows.map(({ Workflow, Error: why }) => `${Workflow}: ${why}`))).to.have.lengthOf(1);
    const [{ Workflow, Error: why } = {}] = rows;
    expect(Workflow).to.equal("cancelOrder");
    expect(why).to.contain("This payment provider is not set up here.");
    await page.getByRole("table", { name: "Workflow runs" }).getByRole("button").first().click();
    const run = page.getByRole("dialog", { name: /^Run/ });
    await run.getByText("It waits for you. Mend what the error says, then resume it").waitFor();
    await run.getByText("payments.refund").waitFor();
    await run.getByRole("button", { name: "Close" }).first().click();
  });

  it("gives it back, and resumes all that is stuck with one note", async () => {
    await shop.startPayments("with its secret");
    await page.getByRole("button", { name: `Resume all ${placedBefore}` }).click();
    const form = page.getByRole("dialog", { name: `Resume the ${placedBefore} stuck runs of this page` });
    await form.getByLabel(/^Note/).fill(notes.mended);
    await form.getByRole("button", { name: `Resume all ${placedBefore}` }).click();
    await page.getByText("No runs.").waitFor();
    await seen.open("Overview");
    await seen.card("Stuck runs", 0);
  });

  it("finds the event that could not be handled, mends its data, and has it handled", async () => {
    await seen.card("Dead letters", 1);
    await seen.follow("Dead letters");
    await page.getByRole("row").filter({ hasText: "customers.totals" }).getByRole("button").click();
    const letter = page.getByRole("dialog", { name: /^Dead letter/ });
    await letter.getByText("not an amount in minor units").first().waitFor();
    await letter.getByRole("button", { name: "Edit and replay" }).first().click();
    const form = page.getByRole("dialog", { name: /^Edit and replay/ });
    const data = form.getByLabel("Data of the event (JSON)");
    await data.fill((await data.inputValue()).replace('"12.50"', "1250"));
    await form.getByLabel(/^Note/).fill(notes.counted);
    await form.getByRole("button", { name: "Edit and replay" }).click();
    await letter.getByText("replayed").waitFor();
    await letter.getByRole("button", { name: "Close" }).first().click();
  });

  it("leaves every request answered, and every order cancelled, given back and restocked once", async () => {
    const ended = await requests;
    expect(statuses(ended)).to.deep.equal([200]);
    const ids = ended.map(({ body }) => body.id);
    expect(new Set(ids).size).to.equal(placedBefore + placedMeanwhile);
    const details = await many(ids.length, (index) => orders.detail(ids[index]));
    const ends = details.map(({ status, financial_status, refunds }) => [status, financial_status, refunds.length]);
    expect(new Set(ends.map(String))).to.deep.equal(new Set(["cancelled,refunded,1"]));
    const { captured, refunded } = shop.stripe.books;
    expect([captured.length, sum(refunded)]).to.deep.equal([placedBefore, sum(captured)]);
    expect(await orders.available()).to.equal(onHand);
    // The mended event alone counts: all others are cancelled.
    await until(async () => (await orders.totals()).orders === 1);
    expect(await orders.totals()).to.deep.equal({ orders: 1, amount: 12.5 });
  });

  it("told the callers of stuck runs that the outcome is open, never that nothing was done", async () => {
    const open = (await requests)
      .flatMap(({ meanwhile }) => meanwhile)
      .filter(({ message }) => /operator/.test(message));
    expect(open.length).to.be.at.least(placedBefore);
    expect(statuses(open)).to.deep.equal([503]);
  });

  it("finds each act in the event log, with its note and who did it", async () => {
    await seen.open("Live events");
    await page.getByRole("link", { name: "Acts of operators" }).click();
    const acts = await until(async () => {
      const rows = await seen.rows("Events", "operator.acted");
      return rows.length === placedBefore + 1 ? rows : undefined;
    });
    expect(new Set(acts.map(({ By }) => By))).to.deep.equal(new Set(["staff developer"]));
    const said = acts.map(({ What }) => What).sort();
    const expected = [`edit: ${notes.counted}`, ...Array<string>(placedBefore).fill(`resume: ${notes.mended}`)];
    expect(said).to.deep.equal(expected.sort());
    await seen.open("Overview");
    for (const card of ["Silent processes", "Stuck runs", "Slow runs", "Dead letters"]) await seen.card(card, 0);
  });
});

const statuses = (all: { status: number }[]) => [...new Set(all.map(({ status }) => status))];
const sum = (amounts: number[]) => amounts.reduce((total, amount) => total + amount, 0);

/** Does so many at once as a shop's clients do. */
const many = <T>(count: number, work: (index: number) => Promise<T>) =>
  Promise.all(Array.from({ length: count }, (_, index) => work(index)));
