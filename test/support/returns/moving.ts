import { expect } from "chai";
import { refusal, type Senders } from "./senders.ts";

/** How a return is requested and changes its status. */
export function describeMoving(senders: Senders): void {
  const { call, request, ask, move, get, eventsOf } = senders;

  it("are stored as requested, once for a key", async () => {
    const params = request();
    const [one, two] = await Promise.all([call("returns.create", params), call("returns.create", params)]);
    expect(two).to.deep.equal(one);
    expect(one).to.deep.include({ ...params.return, status: "requested", refund_amount: null, note: null, version: 1 });
    expect(await get(one.id)).to.deep.equal(one);
    expect(await eventsOf(one.id)).to.have.length(1);
    const reused = call("returns.create", { ...params, return: { ...params.return, order_number: "A-2" } });
    expect(await refusal(reused)).to.include({ type: "idempotency_key_reused" });
    const again = call("returns.create", { ...request(), return: params.return });
    expect(await refusal(again)).to.include({ type: "return_exists", code: 409 });
  });

  it("change from requested to approved to received, and are settled", async () => {
    const { id } = await ask();
    const approved = await move(id, "approved", { note: "Bring them." });
    expect(approved.changed).to.equal(true);
    expect(approved.return).to.include({ status: "approved", note: "Bring them.", version: 2 });
    const received = await move(id, "received");
    expect(received.return).to.include({ status: "received", note: "Bring them.", version: 3 });
    const settled = await call("returns.settle", {
      idempotency_key: id,
      store_id: senders.store_id,
      return_id: id,
      refund_amount: 1_900,
      replacement_order_id: null,
    });
    expect(settled).to.include({ status: "received", refund_amount: 1_900, version: 4 });
    const events = await eventsOf(id);
    expect(events.map(({ name, aggregate }) => [name, aggregate.version])).to.deep.equal([
      ["return.requested", 1],
      ["return.updated", 2],
      ["return.updated", 3],
      ["return.updated", 4],
    ]);
    expect(events[1]?.data).to.deep.include({ before: { status: "requested" }, after: { status: "approved" } });
    expect(events[3]?.data).to.deep.include({ before: { refund_amount: null }, after: { refund_amount: 1_900 } });
    for (const event of events) expect(JSON.stringify(event)).not.to.match(/Lake Road|handles|Ann Lee|Bring them/);
  });

  it("do not change when their status is repeated", async () => {
    const { id } = await ask();
    await move(id, "rejected");
    const again = await move(id, "rejected", { note: "No." });
    expect(again).to.deep.include({ changed: false });
    expect(again.return).to.include({ status: "rejected", note: null, version: 2 });
    expect(await eventsOf(id)).to.have.length(2);
  });

  for (const [path, to] of [
    [[], "received"],
    [["rejected"], "approved"],
    [["rejected"], "received"],
    [["approved", "received"], "approved"],
    [["approved", "received"], "rejected"],
  ] as const) {
    it(`cannot change from ${path.at(-1) ?? "requested"} to ${to}`, async () => {
      const { id } = await ask();
      for (const status of path) await move(id, status);
      expect(await refusal(move(id, to))).to.include({ type: "invalid_return_transition", code: 409 });
    });
  }

  it("change by one of many concurrent requests", async () => {
    const { id } = await ask();
    const moves = await Promise.allSettled(
      (["approved", "rejected", "approved", "rejected"] as const).map((status) => move(id, status)),
    );
    const changed = moves.filter((each) => each.status === "fulfilled" && each.value.changed);
    // One that was approved first may be rejected afterwards, but not the reverse.
    expect(changed.length).to.equal((await get(id)).version - 1);
    expect((await eventsOf(id)).length).to.equal(changed.length + 1);
  });

  it("are not found in another store, for another customer, or by an id with a trailing space", async () => {
    const { id, customer_id } = await ask();
    expect(await get(id, { customer_id })).to.include({ id });
    const others = [
      get(id, { store_id: senders.store_id + 100_000 }),
      get(id, { customer_id: "cust_other" }),
      get(`${id} `),
      move(id, "approved", { store_id: senders.store_id + 100_000 }),
    ];
    for (const refused of others.map(refusal))
      expect(await refused).to.include({ type: "return_not_found", code: 404 });
    expect(await refusal(move(id, "approved", { if_versions: [7] }))).to.include({ type: "version_mismatch" });
  });
}
