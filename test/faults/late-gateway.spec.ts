import { expect } from "chai";
import { ulid } from "ulid";
import { connectRedis, redis } from "../../config/redis.ts";
import type { Exchange } from "../../services/api/http/exchange.ts";
import { takeKey } from "../../services/api/http/idempotency.ts";

describe("a gateway that comes back late with an idempotency key", () => {
  before(() => connectRedis());

  const exchangeOf = (key: string) =>
    ({
      key,
      principal: { surface: "merchant", subject: "user_1" },
      store: { store_id: 22 },
      endpoint: {},
      request: { method: "POST", originalUrl: "/orders" },
      parts: { body: { of: key } },
    }) as unknown as Exchange;

  async function take(key: string): Promise<Exchange> {
    const exchange = exchangeOf(key);
    exchange.answer = (await takeKey(exchange)) ?? undefined;
    return exchange;
  }

  it("does not write over what a repetition of its request left meanwhile", async () => {
    const key = ulid();
    const frozen = await take(key);
    await redis()?.del(`idempotency:${frozen.taken?.action}`);
    const repeated = await take(key);
    await repeated.taken?.settle({ status: 201, headers: {}, body: {} } as never);
    await frozen.taken?.settle({ status: 404, headers: {}, body: {} } as never);
    expect((await take(key)).taken?.isDone).to.equal(true);
  });

  it("does not release the key of a repetition that still runs", async () => {
    const key = ulid();
    const frozen = await take(key);
    await redis()?.del(`idempotency:${frozen.taken?.action}`);
    await take(key);
    await frozen.taken?.settle();
    const refused = await take(key).catch((error: { type?: string }) => error);
    expect(refused).to.include({ type: "request_in_progress" });
  });
});
