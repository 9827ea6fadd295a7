import { expect } from "chai";
import { ask, type Parsed } from "../../support/harness/index.ts";
import { newShop, operatorOf, type Shop } from "../../support/harness/shop.ts";
import { newDeadLetter } from "../../support/ops/letters.ts";
import { until } from "../../support/until.ts";

describe("dead letters of the operations surface", () => {
  const as = operatorOf();
  let shop: Shop;
  before(async () => {
    shop = await newShop();
  });

  const list = async (query: string): Promise<Parsed[]> =>
    (await ask("GET", `/ops/v1/dead-letters?${query}`, { as })).body.data;
  const find = async (event_id: string, query = "limit=200") =>
    (await list(query)).find((letter) => letter.event_id === event_id);
  const post = (id: string, act: string, body: object, who = as) =>
    ask("POST", `/ops/v1/dead-letters/${id}/${act}`, { as: who, body });

  it("is closed to who has not the role of an operator", async () => {
    const without = operatorOf(["viewer"]);
    expect((await ask("GET", "/ops/v1/dead-letters", { as: without })).body.code).to.equal("forbidden");
    expect(
      (await ask("POST", "/ops/v1/dead-letters/customers:1/discard", { as: without, body: { note: "x" } })).status,
    ).to.equal(403);
  });

  it("lists those of all services newest first, page by page, and filters them", async () => {
    const at = Date.now() - 60_000;
    const made: string[] = [];
    for (const service of ["customers", "loyalty", "customers"])
      made.push((await newDeadLetter(shop.store, { service, at, consumer: "paging" })).event_id);
    const seen: string[] = [];
    for (let cursor: string | null = ""; cursor !== null; ) {
      const page: Parsed = await ask("GET", `/ops/v1/dead-letters?limit=1${cursor && `&cursor=${cursor}`}`, { as });
      expect(page.body.unavailable).to.deep.equal([]);
      seen.push(...page.body.data.map(({ event_id }: Parsed) => event_id));
      cursor = page.body.pagination.next_cursor;
    }
    const order = [made[2], made[0], made[1]];
    expect(seen.filter((id) => made.includes(id))).to.deep.equal(order);
    expect(
      (await list("service=loyalty&consumer=loyalty.paging&limit=200")).map(({ event_id }) => event_id),
    ).to.deep.equal([made[1]]);
    expect((await ask("GET", "/ops/v1/dead-letters?cursor=nonsense", { as })).body.code).to.equal("invalid_cursor");
  });

  it("discards one with a note, which the event log keeps; what comes after is told what it is now", async () => {
    const { event_id } = await newDeadLetter(shop.store);
    const { id } = await find(event_id);
    expect((await post(id, "discard", {})).body.code).to.equal("validation_error");
    const shown = await ask("GET", `/ops/v1/dead-letters/${id}`, { as });
    expect([shown.body.event.id, shown.body.stack.includes("at tests")]).to.deep.equal([event_id, true]);
    const both = await Promise.all(
      ["one", "two"].map((note) => post(id, "discard", { note }, operatorOf(["operator"], note))),
    );
    expect(both.map(({ status }) => status).sort()).to.deep.equal([200, 409]);
    const refused = both.find(({ status }) => status === 409);
    expect([refused?.body.code, refused?.body.details]).to.deep.equal([
      "dead_letter_changed",
      [{ path: "state", message: "discarded" }],
    ]);
    expect((await post(id, "replay", {})).status).to.equal(409);
    expect(await find(event_id)).to.equal(undefined);
    expect(await find(event_id, "state=discarded&limit=200")).to.include({ state: "discarded" });
    const winner = both[0]?.status === 200 ? "one" : "two";
    const logged = await until(async () => (await acts(id))[0]);
    expect([logged.name, logged.actor_id, logged.after.act, logged.after.note]).to.deep.equal([
      "operator.acted",
      winner,
      "discard",
      winner,
    ]);
  });

  it("edits the data of one and has the service handle it, once", async () => {
    const { event_id } = await newDeadLetter(shop.store, { consumer: "gone" });
    const { id } = await find(event_id);
    const edited = await post(id, "edit", { data: { tags: ["mended"] }, note: "A field was missing." });
    expect([edited.status, edited.body.state]).to.deep.equal([200, "replaying"]);
    // Nobody is there any more to handle it: it waits again, with the new error and the new data.
    const again = await until(async () => {
      const { body } = await ask("GET", `/ops/v1/dead-letters/${id}`, { as });
      return body.state === "waiting" ? body : undefined;
    });
    expect([again.event.data, again.tries]).to.deep.equal([{ tags: ["mended"] }, 9]);
    expect(again.error).to.contain("no consumer customers.gone");
  });

  it("replays one, which leaves the list when it was handled", async () => {
    const { event_id } = await newDeadLetter(shop.store, { service: "audit", consumer: "log" });
    const { id } = await find(event_id);
    expect((await post(id, "replay", { note: "Again." })).status).to.equal(200);
    await until(async () => (await find(event_id, "state=replayed&limit=200"))?.state === "replayed");
  });

  it("knows no others", async () => {
    for (const id of ["customers:999999999", "nobody:1", "customers"])
      expect((await ask("GET", `/ops/v1/dead-letters/${id}`, { as })).body.code, id).to.equal("dead_letter_not_found");
  });

  const acts = async (id: string): Promise<Parsed[]> =>
    (await shop.ask("GET", `/events?entity_type=dead_letter&entity_id=${id}`)).body.data;
});
