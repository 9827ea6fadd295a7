import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { signToken } from "../../services/auth/tokens.ts";
import { embedded, type LoadProcess, makeProcess } from "../support/load-process.ts";
import { formOf, noise } from "../support/pictures/make.ts";
import { until } from "../support/until.ts";

/** How many come at once: UPLOADS=200 is what the system promises. */
const uploads = Number(process.env.UPLOADS ?? 40);
const most = 5 * 1024 * 1024;
const mostGrowth = 150;

describe(`${uploads} profile images of 5 MiB at once`, () => {
  let folder: string;
  let server: LoadProcess;
  let picture: Buffer;

  before(async function () {
    this.timeout(120_000);
    folder = await mkdtemp(join(tmpdir(), "seller-orchestra-uploads-"));
    server = await makeProcess(embedded(folder));
    server.start();
    await server.untilReady(60_000);
    // A photograph of 12 megapixels, filled up to the last byte that is taken.
    const photograph = await noise(4_000, 3_000, "jpeg", { quality: 75 });
    expect(photograph.length).to.be.within(most / 2, most);
    picture = Buffer.concat([photograph, Buffer.alloc(most - photograph.length)]);
  });
  after(async function () {
    this.timeout(30_000);
    await server?.stop(15_000);
    await rm(folder, { recursive: true, force: true });
  });

  const merchant = { sub: "user_faults", tenant_id: "ten_demo", domain_ids: ["dom_demo"] };
  const asMerchant = { Authorization: `Bearer ${signToken("merchant", merchant, 3_600)}` };
  const shopper = (sub: string) => ({
    Authorization: `Bearer ${signToken("storefront", { sub, store_id: 22 }, 3_600)}`,
  });
  const imageOf = (id: string) => `${server.url}/auth/user/${id}/profile-image`;

  async function customers(count: number): Promise<string[]> {
    const ids: string[] = [];
    for (let page = 1; ids.length < count; page++) {
      const url = `${server.url}/merchant/api/v1/domains/dom_demo/customers?size=100&page=${page}`;
      const { data } = (await (await fetch(url, { headers: asMerchant })).json()) as {
        data: { id: string; status: string }[];
      };
      if (data.length === 0) break;
      ids.push(...data.filter(({ status }) => status === "active").map(({ id }) => id));
    }
    return ids;
  }

  it("are all kept, in bounded memory", async function () {
    this.timeout(300_000);
    const ids = await customers(uploads);
    const form = formOf(picture);
    const send = async (id: string) => {
      const body = new Uint8Array(form.raw);
      const reply = await fetch(imageOf(id), { method: "PUT", headers: { ...form.headers, ...shopper(id) }, body });
      return { status: reply.status, text: await reply.text() };
    };
    // What is loaded with the first picture is not what the others cost.
    expect((await send(ids[0] ?? "")).status).to.equal(200);
    const memory = watchMemory(server);
    const since = Date.now();
    const replies = await Promise.all(Array.from({ length: uploads }, (_, at) => send(ids[at % ids.length] ?? "")));
    const growth = await memory.stop();
    console.log(`      ${uploads} pictures in ${Date.now() - since} ms, ${growth.toFixed(0)} MB more`);
    const refused = replies.filter(({ status }) => status !== 200);
    expect(refused, JSON.stringify(refused[0])).to.have.length(0);
    expect(growth).to.be.below(mostGrowth);
  });

  it("that break off in the middle change nothing, and leave no file and no open one", async function () {
    this.timeout(60_000);
    const [id = ""] = await customers(1);
    const shown = async () => (await fetch(imageOf(id), { headers: shopper(id) })).text();
    const before = await shown();
    const files = await openFiles(server);
    await Promise.all(Array.from({ length: 10 }, () => breakOff(id)));
    await until(async () => (await openFiles(server)) <= files, 20_000);
    expect(await shown()).to.equal(before);
    const spooled = (await readdir(tmpdir())).filter((name) => name.startsWith("seller-orchestra-upload-"));
    expect(spooled).to.deep.equal([]);
  });

  function breakOff(id: string): Promise<void> {
    const form = formOf(picture);
    const headers = { ...form.headers, ...shopper(id), "Content-Length": String(form.raw.length) };
    const { promise, resolve } = Promise.withResolvers<void>();
    const sending = request(imageOf(id), { method: "PUT", headers });
    sending.on("error", () => resolve());
    sending.write(form.raw.subarray(0, most / 2), () => sending.destroy());
    sending.on("close", () => resolve());
    return promise;
  }
});

/** How many pieces of files or sockets a process holds. */
const openFiles = async ({ pid }: LoadProcess) => (await readdir(`/proc/${pid}/fd`)).length;

/** Follows the memory of a process; `stop` answers by how many MB it was larger at most. */
function watchMemory({ pid }: LoadProcess): { stop(): Promise<number> } {
  const resident = async () => Number(/VmRSS:\s+(\d+)/.exec(await readFile(`/proc/${pid}/status`, "utf8"))?.[1]) / 1024;
  const first = resident();
  let peak = 0;
  const timer = setInterval(async () => {
    peak = Math.max(peak, await resident());
  }, 20);
  return {
    async stop() {
      clearInterval(timer);
      return peak - (await first);
    },
  };
}
