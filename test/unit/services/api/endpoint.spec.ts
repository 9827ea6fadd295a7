import { expect } from "chai";
import { noStore } from "../../../../services/api/authorize.ts";
import { endpoint, type Request } from "../../../../services/api/endpoint.ts";
import { surfaces } from "../../../../services/api/surfaces/index.ts";
import type { Call } from "../../../../services/contracts.ts";

const described = { method: "GET", tag: "Stores", summary: "Get a store" } as const;

describe("an endpoint that calls one action", () => {
  const asked: unknown[] = [];
  const call = (async (...of: unknown[]) => {
    asked.push(of);
    return noStore;
  }) as unknown as Call;
  const run = (deadlineMs?: number) => {
    asked.length = 0;
    const one = endpoint({
      ...described,
      errors: [],
      id: "one",
      path: "/store",
      ...(deadlineMs === undefined ? {} : { deadlineMs }),
      action: "stores.get",
      input: () => ({ store_id: 1 }),
      output: ({ store_id }) => ({ store_id }),
      etag: () => '"v1"',
      headers: () => ({ "X-Cache": "HIT" }),
    });
    return one.run({ call } as unknown as Request<never, never, never>);
  };

  it("gives it the usual time unless it says how long it may take, and then almost all of that", async () => {
    await run();
    expect(asked).to.deep.equal([["stores.get", { store_id: 1 }, undefined]]);
    await run(60_000);
    expect(asked).to.deep.equal([["stores.get", { store_id: 1 }, { timeout: 59_500 }]]);
  });

  it("answers with the headers that the result tells", async () => {
    const answer = await run();
    expect(answer).to.deep.equal({ status: 200, headers: { "X-Cache": "HIT", ETag: '"v1"' }, body: { store_id: 0 } });
  });

  it("has examples that its own schemas take, on every surface", () => {
    for (const { id, bodySchema, bodyExample, answerSchema, answerExample } of surfaces.flatMap(
      (each) => each.endpoints,
    )) {
      const body = bodySchema?.validate(bodyExample, { convert: false });
      expect(body?.error?.message, `${id} request`).to.equal(undefined);
      const answer = answerSchema?.validate(answerExample, { convert: false });
      expect(answer?.error?.message, `${id} answer`).to.equal(undefined);
    }
  });
});
