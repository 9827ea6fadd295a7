import "../../../support/data-dir.ts";
import { expect } from "chai";
import { ulid } from "ulid";
import type { Call } from "../../../../services/contracts.ts";
import { type Running, startBroker } from "../../../support/broker.ts";

const { storage } = await import("../../../../config/media.ts");
const { Database } = await import("../../../../mixins/db/database.ts");
const { default: media } = await import("../../../../services/media/media.service.ts");
const { sweep } = await import("../../../../services/media/sweep.ts");

const hour = 3_600_000;

describe("the media service", () => {
  let running: Running;
  let call: Call;
  let db: InstanceType<typeof Database>;
  before(async () => {
    running = await startBroker(media);
    call = running.call;
    db = new Database("media");
  });
  after(async () => {
    await db.close();
    await running.stop();
  });

  const newOwner = () => ({ store_id: 22, customer_id: `cust_${ulid()}` });
  const newKey = (store_id = 22) => `${store_id}-${ulid()}abcdef`;
  const shape = { content_type: "image/webp", bytes: 3, width: 1, height: 1 };
  const isKept = async (key: string) => {
    const kept = await storage.open(key);
    kept?.stream.destroy();
    return kept !== undefined;
  };
  type Owner = ReturnType<typeof newOwner>;

  /** Begins and stores a picture that is not attached. */
  async function store(owner: Owner): Promise<string> {
    const key = newKey();
    await call("media.begin", { ...owner, tenant_id: "ten_media", key, idempotency_key: ulid() });
    await storage.put(key, Buffer.from("abc"), "image/webp");
    return key;
  }
  const attach = (owner: Owner, key: string, replace = true) =>
    call("media.attach", { ...owner, picture: { key, ...shape }, replace, idempotency_key: ulid() });

  it("sweeps away what was stored and never attached, an hour later", async () => {
    const owner = newOwner();
    const [used, unused] = [await store(owner), await store(owner)];
    await attach(owner, used);
    await sweep(db);
    expect([await isKept(used), await isKept(unused)]).to.deep.equal([true, true]);
    await sweep(db, Date.now() + 2 * hour);
    await sweep(db, Date.now() + 2 * hour);
    expect([await isKept(used), await isKept(unused)]).to.deep.equal([true, false]);
    const late = await attach(owner, unused).catch((error) => error);
    expect(late).to.include({ type: "picture_not_found", code: 404 });
  });

  it("sweeps away what was replaced or removed, and what brings it back later", async () => {
    const owner = newOwner();
    const [first, second] = [await store(owner), await store(owner)];
    await attach(owner, first);
    await attach(owner, second);
    await sweep(db);
    expect([await isKept(first), await isKept(second)]).to.deep.equal([false, true]);
    await call("media.detach", { ...owner, idempotency_key: ulid() });
    await sweep(db);
    expect(await isKept(second)).to.equal(false);
    // A repeated request stores its picture once more.
    await storage.put(second, Buffer.from("abc"), "image/webp");
    await sweep(db, Date.now() + 27 * hour);
    expect(await isKept(second)).to.equal(false);
    const left = await db.rows("SELECT id FROM picture_files WHERE store_id = 22 AND customer_id = ?", [
      owner.customer_id,
    ]);
    expect(left).to.deep.equal([]);
  });

  it("answers the first key to who begins again", async () => {
    const owner = newOwner();
    const request = { ...owner, tenant_id: "ten_media", idempotency_key: ulid() };
    const first = newKey();
    expect(await call("media.begin", { ...request, key: first })).to.deep.equal({ key: first });
    expect(await call("media.begin", { ...request, key: newKey() })).to.deep.equal({ key: first });
  });

  it("attaches nobody else's picture, and none twice", async () => {
    const [mine, theirs] = [newOwner(), newOwner()];
    const key = await store(theirs);
    for (const owner of [mine, { ...theirs, store_id: 23 }])
      expect(await attach(owner, key).catch((error) => error)).to.include({ type: "picture_not_found" });
    await attach(theirs, key);
    expect(await attach(theirs, key).catch((error) => error)).to.include({ type: "picture_not_found" });
    expect((await call("media.find", { key })).key).to.equal(key);
    const elsewhere = key.replace(/^22/, "23");
    expect(await call("media.find", { key: elsewhere }).catch((error) => error)).to.include({ code: 404 });
  });
});
