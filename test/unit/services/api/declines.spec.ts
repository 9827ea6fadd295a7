import { expect } from "chai";
import { charging, countOutcome } from "../../../../services/api/http/declines.ts";
import type { Exchange } from "../../../../services/api/http/exchange.ts";

let next = 0;

/** A request of a customer from a network. */
function exchangeOf(subject: string, ip: string, accessScope = "own"): Exchange {
  const response = { setHeader: () => undefined };
  return { accessScope, store: { store_id: 1 }, principal: { subject }, ip, response } as unknown as Exchange;
}

const pay = (status: number, body: object, exchange: Exchange) =>
  charging(exchange, async () => ({ status, body })).then(
    (answer) => answer.status,
    ({ code }: { code: number }) => code,
  );
const declined = (exchange: Exchange) => pay(402, { code: "payment_declined" }, exchange);
const stranger = () => `cust_${next++}`;
const network = () => `10.${next >> 8}.${next & 255}.1`;

describe("the brake on declined cards", () => {
  it("counts what was declined, and nothing else", async () => {
    const exchange = exchangeOf("cust_a", "192.0.2.1");
    for (let turn = 0; turn < 20; turn++) {
      expect(await pay(409, { code: "out_of_stock" }, exchange)).to.equal(409);
      expect(await pay(201, { payment_status: "captured", total: 5 }, exchange)).to.equal(201);
    }
    for (let turn = 0; turn < 20; turn++) expect(await declined(exchangeOf("staff", "192.0.2.9", "all"))).to.equal(402);
  });

  it("counts what is declined later, once, and who has paid later is held up by nobody else", async () => {
    const ip = network();
    const order = () => ({ id: `ord_${next++}`, payment_status: "requires_action" });
    const late = async (exchange: Exchange, paid: boolean) => {
      const asked = order();
      expect(await pay(201, asked, exchange)).to.equal(201);
      for (const _ of [1, 2]) await countOutcome({ store_id: 1, order_id: asked.id, paid });
    };
    const thief = exchangeOf(stranger(), ip);
    for (let turn = 0; turn < 5; turn++) await late(thief, false);
    expect(await pay(201, order(), thief)).to.equal(429);
    const loyal = exchangeOf(stranger(), ip);
    await late(loyal, true);
    for (let turn = 0; turn < 5; turn++) await late(exchangeOf(stranger(), ip), false);
    expect(await pay(201, order(), exchangeOf(stranger(), ip)), "ten of a network").to.equal(429);
    expect(await pay(201, order(), loyal), "who has paid").to.equal(201);
  });

  it("leaves a new customer two declines while the store has a hundred in an hour, and refuses no first one", async () => {
    for (let turn = 0; turn < 101; turn++) expect(await declined(exchangeOf(stranger(), network()))).to.equal(402);
    const own = exchangeOf(stranger(), network());
    expect([await declined(own), await declined(own), await declined(own)]).to.deep.equal([402, 402, 429]);
    expect(await pay(201, { payment_status: "captured", total: 5 }, exchangeOf(stranger(), network()))).to.equal(201);
  });
});
