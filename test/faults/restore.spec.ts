import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect } from "chai";
import { discoverServices } from "../../cli/cluster/plan.ts";
import { type Servers, startServers } from "../../cli/servers/index.ts";
import { demo, ownServers, settings } from "../support/load-cluster.ts";
import { type LoadProcess, makeProcess } from "../support/load-process.ts";
import { programOf } from "../support/program.ts";
import { until } from "../support/until.ts";

const run = promisify(execFile);

describe("a database that is restored beside a newer stream", function () {
  this.timeout(240_000);
  let nats: Servers;
  let databaseUrl: string;
  let folder: string;
  const processes: LoadProcess[] = [];

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "seller-orchestra-restore-"));
    nats = await startServers({ fresh: true, only: ["nats"] });
    databaseUrl = await (await ownServers()).createDatabase("restored");
  });
  afterEach(() => Promise.all(processes.splice(0).map((process) => process.stop(15_000))));
  after(async () => {
    await nats?.stop();
    if (folder) await rm(folder, { recursive: true, force: true });
  });

  it("ends consistent: nothing of what is gone comes back, and nothing of what is there is missing", async () => {
    let [gateway, audit] = await start();
    const kept = await create(gateway, "kept");
    await untilLogged(gateway, kept);
    // Its event is published, and handled only after the dump.
    await audit.stop(15_000);
    const late = await create(gateway, "late");
    const dump = await dumped();
    audit = await startOne("audit");
    await untilLogged(gateway, late);
    const gone = await create(gateway, "gone");
    await untilLogged(gateway, gone);
    await Promise.all([gateway.stop(15_000), audit.stop(15_000)]);
    processes.length = 0;

    await restore(dump);
    const { stdout } = await run(process.execPath, ["cli/orchestra.ts", "events", "discard-stream", "--yes"], {
      env: { ...process.env, ...settings, ...environment() },
    });
    expect(JSON.parse(stdout)).to.include({ discarded: "FACTS" });

    [gateway, audit] = await start();
    await untilLogged(gateway, late);
    await untilLogged(gateway, kept);
    for (const [id, status] of [
      [kept, 200],
      [late, 200],
      [gone, 404],
    ] as const)
      expect((await ask(gateway, "GET", `/customers/${id}`)).status, id).to.equal(status);
    const after = await create(gateway, "after");
    await untilLogged(gateway, after);
    expect(await logged(gateway, gone)).to.equal(0);
    for (const id of [kept, late, after]) expect(await logged(gateway, id), id).to.equal(1);
  });

  const environment = () => ({ NATS_URL: nats.natsUrl, DATABASE_URL: databaseUrl, REDIS_URL: "" });

  async function startOne(services: string): Promise<LoadProcess> {
    const made = await makeProcess({ ...environment(), SERVICES: services });
    processes.push(made);
    made.start();
    return made;
  }

  async function start(): Promise<[LoadProcess, LoadProcess]> {
    const others = discoverServices().filter((name) => name !== "audit");
    const [gateway, audit] = [await startOne(others.join(",")), await startOne("audit")];
    await gateway.untilReady(120_000);
    return [gateway, audit];
  }

  const credentials = () => {
    const { hostname, port, username, password, pathname } = new URL(databaseUrl);
    const args = ["-h", hostname, "-P", port, "-u", decodeURIComponent(username), "--protocol=tcp"];
    return { args, name: pathname.slice(1), env: { ...process.env, MYSQL_PWD: decodeURIComponent(password) } };
  };

  async function dumped(): Promise<string> {
    const { args, name, env } = credentials();
    const program = await programOf(["mariadb-dump"], "mariadb-client");
    const { stdout } = await run(program, [...args, "--single-transaction", name], {
      env,
      maxBuffer: 512 * 1024 * 1024,
    });
    const file = join(folder, "dump.sql");
    await writeFile(file, stdout);
    return file;
  }

  async function restore(file: string): Promise<void> {
    const { args, name, env } = credentials();
    const sql = `DROP DATABASE ${name}; CREATE DATABASE ${name}; USE ${name};\nsource ${file}`;
    await run(await programOf(["mariadb"], "mariadb-client"), [...args, "-e", sql], { env });
  }

  async function create(gateway: LoadProcess, name: string): Promise<string> {
    const reply = await ask(gateway, "POST", "/customers", { email: `${name}@example.com`, first_name: name });
    expect(reply.status, await reply.clone().text()).to.equal(201);
    return ((await reply.json()) as { id: string }).id;
  }

  const untilLogged = (gateway: LoadProcess, id: string) => until(async () => (await logged(gateway, id)) > 0, 60_000);

  // How often the event log says that a customer was created.
  async function logged(gateway: LoadProcess, id: string): Promise<number> {
    const reply = await ask(gateway, "GET", `/events?entity_id=${id}`);
    if (reply.status !== 200) return 0;
    const { data } = (await reply.json()) as { data: { name: string }[] };
    return data.filter(({ name }) => name === "customer.created").length;
  }
});

function ask(gateway: LoadProcess, method: string, path: string, body?: object): Promise<Response> {
  const headers = { ...demo.merchant(), "Content-Type": "application/json" };
  return fetch(`${gateway.url}${demo.base}${path}`, { method, headers, body: body && JSON.stringify(body) });
}
