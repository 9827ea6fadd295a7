import { expect } from "chai";
import { ulid } from "ulid";
import type { Call } from "../../../../services/contracts.ts";
import { type Running, startIdleBroker } from "../../../support/broker.ts";

const { storage } = await import("../../../../config/media.ts");
const { Database } = await import("../../../../mixins/db/database.ts");
const { default: media } = await import("../../../../services/media/media.service.ts");
const { sweep } = await import("../../../../services/media/workers/remove-files.ts");

const hour = 3_600_000;

describe("media service", () => {
  let running: Running;
  let call: Call;
  let db: InstanceType<typeof Database>;
  before(async () => {
    // Its own workers are idle, so that these tests decide when files are removed.
    running = await startIdleBroker(media);
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
  const isStored = async (key: string) => {
    const object = await storage.open(key);
    object?.stream.destroy();
    return object !== undefined;
  };
  type Owner = ReturnType<typeof newOwner>;

  /** Begins an upload and stores its object without attaching it. */
  async function store(owner: Owner): Promise<string> {
    const key = newKey();
    await call("media.begin", { ...owner, tenant_id: "ten_media", key, idempotency_key: ulid() });
    await storage.put(key, Buffer.from("abc"), "image/webp");
    return key;
  }
  const attach = (owner: Owner, key: string, replace = true) =>
    call("media.attach", { ...owner, picture: { key, ...shape }, replace, idempotency_key: ulid() });

  it("sweeps objects that are still unattached after an hour", async () => {
    const owner = newOwner();
    const [used, unused] = [await store(owner), await store(owner)];
    await attach(owner, used);
    await sweep(db);
    expect([await isStored(used), await isStored(unused)]).to.deep.equal([true, true]);
    await sweep(db, Date.now() + 2 * hour);
    await sweep(db, Date.now() + 2 * hour);
    expect([await isStored(used), await isStored(unused)]).to.deep.equal([true, false]);
    const late = await attach(owner, unused).catch((error) => error);
    expect(late).to.include({ type: "picture_not_found", code: 404 });
  });

  it("sweeps replaced and detached objects, also when they are stored again", async () => {
    const owner = newOwner();
    const [first, second] = [await store(owner), await store(owner)];
    await attach(owner, first);
    await attach(owner, second);
    await sweep(db);
    expect([await isStored(first), await isStored(second)]).to.deep.equal([false, true]);
    await call("media.detach", { ...owner, idempotency_key: ulid() });
    await sweep(db);
    expect(await isStored(second)).to.equal(false);
    // A repeated request stores its object again.
    await storage.put(second, Buffer.from("abc"), "image/webp");
    await sweep(db, Date.now() + 27 * hour);
    expect(await isStored(second)).to.equal(false);
    const left = await db.rows("SELECT id FROM picture_files WHERE store_id = 22 AND customer_id = ?", [
      owner.customer_id,
    ]);
    expect(left).to.deep.equal([]);
  });

  it("returns the first key to a repeated begin", async () => {
    const owner = newOwner();
    const request = { ...owner, tenant_id: "ten_media", idempotency_key: ulid() };
    const first = newKey();
    expect(await call("media.begin", { ...request, key: first })).to.deep.equal({ key: first });
    expect(await call("media.begin", { ...request, key: newKey() })).to.deep.equal({ key: first });
  });

  it("refuses to attach another owner's picture, and to attach one twice", async () => {
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
