import { expect } from "chai";
import { endpoint, type Request } from "../../../../services/api/endpoint.ts";
import { noStore } from "../../../../services/api/http/no-store.ts";
import { surfaces } from "../../../../services/api/surfaces/index.ts";
import type { Call } from "../../../../services/contracts.ts";

const described = { method: "GET", tag: "Stores", summary: "Get a store" } as const;

describe("an endpoint of a single action", () => {
  const calls: unknown[] = [];
  const call = (async (...of: unknown[]) => {
    calls.push(of);
    return noStore;
  }) as unknown as Call;
  const run = (deadlineMs?: number) => {
    calls.length = 0;
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

  it("uses the default timeout, or its deadline minus a margin", async () => {
    await run();
    expect(calls).to.deep.equal([["stores.get", { store_id: 1 }, undefined]]);
    await run(60_000);
    expect(calls).to.deep.equal([["stores.get", { store_id: 1 }, { timeout: 59_500 }]]);
  });

  it("returns the headers given by its definition", async () => {
    const response = await run();
    expect(response).to.deep.equal({ status: 200, headers: { "X-Cache": "HIT", ETag: '"v1"' }, body: { store_id: 0 } });
  });

  it("has examples that match its own schemas, on every surface", () => {
    for (const { id, bodySchema, bodyExample, answerSchema, answerExample } of surfaces.flatMap(
      (each) => each.endpoints,
    )) {
      const body = bodySchema?.validate(bodyExample, { convert: false });
      expect(body?.error?.message, `${id} request`).to.equal(undefined);
      const answer = answerSchema?.validate(answerExample, { convert: false });
      expect(answer?.error?.message, `${id} response`).to.equal(undefined);
    }
  });
});
