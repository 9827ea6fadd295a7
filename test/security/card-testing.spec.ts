import { expect } from "chai";
import { freshNetwork } from "../support/harness/attack.ts";
import { type Counter, openCounter } from "../support/harness/counter.ts";
import { ask, product, type Reply } from "../support/harness/index.ts";
import { newCustomer, staffOf } from "../support/harness/shop.ts";
import { until } from "../support/until.ts";

type From = Record<string, string>;

describe("the testing of stolen cards", () => {
  let counter: Counter;
  before(async () => {
    counter = await openCounter();
  });

  const buyer = async () => staffOf(counter.shop.store, ["customer"], (await newCustomer(counter.shop)).id);
  const order = (as: From, from: From, payment_method_id = "pm_card_declined", { id: menu_item_id } = counter.item) => {
    const items = [{ menu_item_id, quantity: 1 }];
    const body = { location_id: counter.location_id, order_type: "PICKUP", payment_method_id, items };
    return ask("POST", "/api/v1/customers/orders", { as, body, headers: from });
  };
  const codes = (replies: Reply[]) => replies.map(({ status }) => status);
  const inTurn = async (times: number, work: (turn: number) => Promise<Reply>) => {
    const replies: Reply[] = [];
    for (let turn = 0; turn < times; turn++) replies.push(await work(turn));
    return replies;
  };

  it("ends after five declines of a customer, whatever network they come from, and nobody else is held up", async () => {
    const [thief, other] = [await buyer(), await buyer()];
    expect(codes(await inTurn(5, () => order(thief, freshNetwork())))).to.deep.equal([402, 402, 402, 402, 402]);
    const refused = await order(thief, freshNetwork(), "pm_card_visa");
    expect([refused.status, refused.body.code]).to.deep.equal([429, "rate_limited"]);
    expect(Number(refused.headers.get("retry-after"))).to.be.within(600, 720);
    expect((await order(other, freshNetwork(), "pm_card_visa")).status).to.equal(201);
    expect((await counter.shop.ask("GET", `/inventory/${counter.item.sku}`)).body).to.include({
      on_hand: 99,
      reserved: 0,
    });
  });

  it("ends after ten declines of a network, however many accounts and addresses it has, but for who has paid", async () => {
    const from = (host: number): From => ({ "X-Forwarded-For": `2001:db8:77:1::${host.toString(16)}` });
    const loyal = await buyer();
    expect((await order(loyal, freshNetwork(), "pm_card_visa")).status).to.equal(201);
    const tried = await inTurn(11, async (turn) => order(await buyer(), from(turn + 1)));
    expect(codes(tried)).to.deep.equal([...Array.from({ length: 10 }, () => 402), 429]);
    expect((await order(await buyer(), from(99), "pm_card_visa")).status, "the same /64").to.equal(429);
    expect((await order(loyal, from(98), "pm_card_visa")).status, "who has paid").to.equal(201);
    const beside = { "X-Forwarded-For": "2001:db8:77:2::1" };
    expect((await order(await buyer(), beside, "pm_card_visa")).status, "another /64").to.equal(201);
  });

  it("ends after five payments that were declined later too: by their bank, or not confirmed by their holder", async () => {
    const thief = await buyer();
    const { store_id } = counter.shop.store;
    for (const [turn, method] of [
      "pm_card_3ds",
      "pm_bank_debit",
      "pm_card_3ds",
      "pm_card_3ds",
      "pm_card_3ds",
    ].entries()) {
      const { status, body } = await order(thief, freshNetwork(), method);
      expect(status, `${turn}`).to.equal(201);
      const say = { store_id, payment_id: body.payment.id, outcome: "failed" };
      const headers = { "Content-Type": "application/json" };
      const told = await fetch(`${product().url}/hooks/sandbox`, {
        method: "POST",
        headers,
        body: JSON.stringify(say),
      });
      expect(told.status).to.equal(200);
    }
    const soldOut = await counter.stock(1, 0);
    await until(async () => {
      const { status } = await order(thief, freshNetwork(), "pm_card_visa", soldOut);
      expect(status).to.be.oneOf([409, 429]);
      return status === 429;
    });
    expect((await order(await buyer(), freshNetwork(), "pm_card_visa")).status).to.equal(201);
  });

  it("gains nothing by coming all at once: what was more is waited for", async () => {
    const thief = await buyer();
    const burst = await Promise.all(Array.from({ length: 12 }, () => order(thief, freshNetwork())));
    const declined = codes(burst).filter((status) => status === 402).length;
    expect(declined).to.be.at.least(5);
    const refused = await order(thief, freshNetwork());
    expect(refused.status).to.equal(429);
    expect(Number(refused.headers.get("retry-after"))).to.be.at.least((declined - 4) * 720 - 60);
  });
});
