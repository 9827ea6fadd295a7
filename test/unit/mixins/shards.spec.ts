import { expect } from "chai";
import Joi from "joi";
import { UnavailableError } from "../../../mixins/actions/errors.ts";
import { onRow } from "../../../mixins/ops/numbers.ts";
import { found, merged } from "../../../mixins/shards/across.ts";
import { namesStore } from "../../../mixins/shards/on-shards.ts";
import { newestFirst } from "../../../mixins/shards/pages.ts";

const missing = Object.assign(new Error("Not here."), { type: "run_not_found" });
const changed = Object.assign(new Error("It has moved on."), { type: "run_changed" });
const away = new UnavailableError("database of shard 1");

describe("what is asked of several shards", () => {
  const ask = (...answers: (string | Error)[]) =>
    found<object, string>("run_not_found")(
      {},
      async (shard) => {
        const answer = answers[shard];
        if (answer instanceof Error) throw answer;
        return String(answer);
      },
      [...answers.keys()],
    ).catch((error: unknown) => error);

  it("is answered by the one that knows it, whatever the others say", async () => {
    expect(await ask(missing, "known")).to.equal("known");
    expect(await ask(away, "known")).to.equal("known");
    expect(await ask("known", missing, away)).to.equal("known");
  });

  it("is refused as the one that knows it refuses it", async () => {
    expect(await ask(missing, changed, away)).to.equal(changed);
  });

  it("is unknown when all say so, and unavailable while one that is away might know it", async () => {
    expect(await ask(missing, missing)).to.equal(missing);
    expect(await ask(missing, away)).to.equal(away);
  });

  it("is one answer made of all, and none while one is away", async () => {
    const sum = merged<object, number>((parts) => parts.reduce((one, other) => one + other));
    expect(await sum({}, async (shard) => shard + 1, [0, 1, 2])).to.equal(6);
    const failing = sum({}, async (shard) => (shard === 1 ? Promise.reject(away) : 1), [0, 1]);
    expect(await failing.catch((error) => error)).to.equal(away);
  });

  it("is done on the shard that the number of a row begins with", async () => {
    const on = async (shard: number, params?: { id: number }) => [shard, params?.id];
    expect(await onRow({ id: 12 }, on)).to.deep.equal([0, 12]);
    expect(await onRow({ id: 3_000_000_000_012 }, on)).to.deep.equal([3, 12]);
  });
});

describe("a list over several shards", () => {
  interface Item {
    id: string;
    at: number;
  }
  interface Asked {
    cursor?: string;
    limit: number;
  }
  const rows = (shard: number, times: number[]) => times.map((at, index) => ({ id: `${shard}.${index}`, at }));
  // Not quite by time: a shard keeps the order in which it has logged them.
  const shards = [rows(0, [90, 70, 75, 30, 20]), rows(1, [80, 60, 50]), rows(2, [])];
  const list = newestFirst<Asked, Item>(({ at }) => at);
  const page = (shard: number, { cursor = "0", limit }: Asked) => {
    const [all = [], from] = [shards[shard], Number(cursor)];
    const end = from + limit;
    return Promise.resolve({ items: all.slice(from, end), next_cursor: end < all.length ? String(end) : null });
  };
  const on = (shard: number, params?: Asked) => page(shard, params as Asked);

  for (const limit of [1, 2, 3, 7, 8, 20])
    it(`has each row once, in pages of ${limit}, the newest first`, async () => {
      const seen: Item[] = [];
      for (let cursor: string | undefined | null; cursor !== null; ) {
        const next = await list({ limit, ...(cursor ? { cursor } : {}) }, on, [0, 1, 2]);
        expect(next.items.length).to.be.at.most(limit);
        if (next.next_cursor !== null) expect(next.items).to.have.length(limit);
        seen.push(...next.items);
        cursor = next.next_cursor;
      }
      expect(seen.map(({ id }) => id)).to.deep.equal(["0.0", "1.0", "0.1", "0.2", "1.1", "1.2", "0.3", "0.4"]);
    });

  it("refuses a cursor that is none of its own", async () => {
    for (const cursor of ["12", "x", Buffer.from('{"0":7}').toString("base64url")]) {
      const refused = await list({ limit: 1, cursor }, on, [0, 1]).catch((error) => error);
      expect(refused, cursor).to.include({ type: "invalid_cursor", code: 400 });
    }
  });
});

describe("parameters that name a store", () => {
  const store_id = Joi.number().required();
  it("have its id, or the store with it, always", () => {
    expect(namesStore(Joi.object({ store_id }))).to.equal(true);
    expect(namesStore(Joi.object({ store: Joi.object({ store_id }).required() }))).to.equal(true);
    expect(namesStore(Joi.object({ store: Joi.object({ store_id }) }))).to.equal(false);
    expect(namesStore(Joi.object({ store_id: Joi.number() }))).to.equal(false);
    expect(namesStore(Joi.object({ filter: Joi.object({ store_id }).required() }))).to.equal(false);
  });
});
