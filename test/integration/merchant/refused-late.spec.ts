import "../../support/harness/data.ts";
import { expect } from "chai";
import { act, type Parsed } from "../../support/harness/index.ts";
import { onHand } from "../../support/harness/orders.ts";
import { askBack, type Bought, buyDelivered, linesOf, moveReturn } from "../../support/harness/returns.ts";
import { newShop, type Shop } from "../../support/harness/shop.ts";

describe("what an order refuses after a workflow has begun", () => {
  let shop: Shop;
  let bought: Bought;
  before(async () => {
    shop = await newShop();
  });
  beforeEach(async () => {
    bought = await buyDelivered(shop);
  });

  const refusal = ({ status, body }: Parsed) => `${status} ${body.code}`;
  const read = () => shop.ask("GET", bought.path);
  const tagged = (tag: string | null) => ({ headers: { "If-Match": tag ?? "" } });
  const stuckRuns = async () => {
    const { store_id } = shop.store;
    const runs = await act("orchestra.listRuns", { state: "stuck", limit: 100 });
    return runs.filter((run) => run.store_id === store_id);
  };
  const reserved = async () => {
    const levels = await Promise.all(bought.order.items.map(({ sku }) => shop.ask("GET", `/inventory/${sku}`)));
    return levels.map(({ body }) => body.reserved);
  };
  afterEach("no run is left to an operator", async () => {
    expect(await stuckRuns()).to.deep.equal([]);
  });

  it("is the receipt of a return that was not approved: what was reserved to replace it is free again", async () => {
    const { id } = await askBack(bought, linesOf(bought, 1, { resolution: "replacement" }));
    const receipt = () => moveReturn(shop, id, "receive");
    expect(refusal(await receipt())).to.equal("409 invalid_return_transition");
    expect([await reserved(), await onHand(shop, bought)]).to.deep.equal([
      [0, 0],
      [10, 10],
    ]);
    await moveReturn(shop, id, "approve");
    const stale = await moveReturn(shop, id, "receive", {}, tagged('"v1"'));
    expect([refusal(stale), await reserved()]).to.deep.equal(["412 version_mismatch", [0, 0]]);
    const received = await receipt();
    expect(received.body.replacement_order_id, received.text).to.be.a("string");
    expect(await onHand(shop, bought)).to.deep.equal([10, 10]);
  });

  it("is one of a receipt and a rejection at the same moment", async () => {
    const { id } = await askBack(bought, linesOf(bought, 1, { resolution: "replacement" }));
    await moveReturn(shop, id, "approve");
    const moves = ["receive", "reject", "receive", "reject"].map((move) => moveReturn(shop, id, move));
    const statuses = new Set((await Promise.all(moves)).map(({ status }) => status));
    expect([...statuses].sort()).to.deep.equal([200, 409]);
    expect(await reserved()).to.deep.equal([0, 0]);
  });

  it("is the settling of a refund that is unknown, or was made, with the order's current tag, which stays", async () => {
    const { body } = await shop.ask("POST", `${bought.path}/refunds`, { body: { amount: 1, reason: "other" } });
    const settle = async (id: string) => {
      const tag = (await read()).headers.get("etag");
      const reply = await shop.ask("POST", `${bought.path}/refunds/${id}/settle`, { body: {}, ...tagged(tag) });
      return [refusal(reply), (await read()).headers.get("etag") === tag];
    };
    expect(await settle("ref_unknown")).to.deep.equal(["404 refund_not_found", true]);
    expect(await settle(body.refund.id)).to.deep.equal(["409 refund_not_failed", true]);
  });
});
