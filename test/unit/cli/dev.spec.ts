import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { appendFileSync } from "node:fs";
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { expect } from "chai";
import { guard } from "../../../cli/servers/guard.ts";
import { findFreePorts } from "../../../cli/servers/ports.ts";
import { isBusy } from "../../support/busy.ts";
import { ProjectCopy } from "../../support/project-copy.ts";
import { until } from "../../support/until.ts";

const app = { "X-Client-Id": "sx_app_demo", "X-Client-Secret": "sx_secret_demo", "X-Store-Id": "22" };
interface Answer {
  data: { name: string };
}

const merchant = "/merchant/api/v1/domains/dom_demo";
const customer = "/api/apps/v1/customers/1";

describe("npm run dev", function () {
  this.timeout(250_000);
  let project: ProjectCopy;
  let child: ChildProcess;
  let url: string;
  let output = "";
  let prepared = 0;

  before(async () => {
    project = new ProjectCopy();
    const [port] = await findFreePorts(1);
    url = `http://127.0.0.1:${port}`;
    const { NATS_URL, DATABASE_URL, REDIS_URL, SERVICES, ...rest } = process.env;
    const own = {
      NODE_ENV: "development",
      DATA_DIR: join(project.root, "data"),
      PORT: String(port),
      METRICS_PORT: "0",
    };
    const env = { ...rest, ...own, LOG_LEVEL: "info" };
    child = spawn(process.execPath, ["cli/dev.ts"], {
      cwd: project.root,
      env,
      stdio: ["ignore", "pipe", "pipe", "ipc"],
    });
    child.on("message", () => prepared++);
    guard.watch(child.pid as number);
    for (const stream of [child.stdout, child.stderr]) stream?.on("data", (chunk) => (output += chunk));
    const saves = setInterval(
      () => appendFileSync(join(project.root, "services/customers/customers.rules.ts"), "\n"),
      200,
    );
    await until(() => /ready in/.test(output), 120_000).finally(() => clearInterval(saves));
    await until(() => /restarted in/.test(output), 60_000);
  });

  after(async () => {
    child.kill("SIGTERM");
    await once(child, "exit");
    guard.release(child.pid as number);
  });

  /** Milliseconds from a save to the first answer that shows it, the quickest of three. */
  async function quickest(save: (turn: number) => void, shows: (turn: number) => Promise<boolean>): Promise<number> {
    const times: number[] = [];
    for (let turn = 1; turn <= 3; turn++) {
      await until(() => prepared > 0, 60_000);
      prepared = 0;
      const since = performance.now();
      save(turn);
      await until(() => shows(turn).catch(() => false), 30_000);
      times.push(Math.round(performance.now() - since));
    }
    console.log(`      answered ${times.join(", ")} ms after the save; a whole start: ${wholeStart()} ms`);
    return Math.min(...times);
  }

  const wholeStart = () => Number(/ready in ([\d.]+) s/.exec(output)?.[1]) * 1_000;

  // A machine that is slow, or busy with other work, cannot keep to a second: there it is to be quicker than a whole start.
  const budget = () => (isBusy() || wholeStart() > 3_000 ? wholeStart() : 1_000);

  it("takes up what was saved while it started, after the start", () => {
    expect(output).to.not.include("did not start");
    expect(output).to.match(/restarted in [\d.]+ s: services\/customers\/customers\.rules\.ts/);
  });

  it("says on which port its metrics are, where any is right", () => {
    expect(output).to.match(/Metrics {2}http:\/\/[\d.]+:[1-9]\d+\/metrics/);
  });

  it("answers with a changed action within a second of the save", async () => {
    const file = "services/customers/actions/read.ts";
    const named = (turn: number) => `fetchCustomer(db, ref).then((one) => ({ ...one, first_name: "Turn${turn}" }))`;
    const save = (turn: number) =>
      project.edit(file, turn === 1 ? "fetchCustomer(db, ref)" : named(turn - 1), named(turn));
    const nameNow = async () =>
      ((await (await fetch(`${url}${customer}`, { headers: app })).json()) as Answer).data.name;
    await until(async () => (await nameNow().catch(() => undefined)) === "Rahim Ahmed", 60_000);
    expect(await quickest(save, async (turn) => (await nameNow()) === `Turn${turn} Ahmed`)).to.be.below(budget());
  });

  it("answers with a changed surface within a second of the save", async () => {
    const path = (turn: number) => (turn === 0 ? `"/locations"` : `"/places${turn}"`);
    const save = (turn: number) =>
      project.edit("services/api/surfaces/merchant/locations.ts", path(turn - 1), path(turn));
    const statusOf = async (turn: number) => (await fetch(`${url}${merchant}/places${turn}`)).status;
    await until(async () => (await statusOf(1).catch(() => undefined)) === 404, 60_000);
    expect(await quickest(save, async (turn) => (await statusOf(turn)) === 401)).to.be.below(budget());
  });

  it("says what is wrong with a source, and goes on when it is right again", async () => {
    const file = "services/customers/customers.rules.ts";
    project.edit(file, "export ", "exports ");
    await until(() => /did not start/.test(output) && /customers\.rules\.ts[\s\S]*SyntaxError/.test(output), 30_000);
    project.edit(file, "exports ", "export ");
    await until(async () => (await fetch(`${url}${customer}`, { headers: app }).catch(() => undefined))?.ok, 60_000);
  });

  it("writes one readable line for a restart", () => {
    const lines = stripVTControlCharacters(output).split("\n");
    expect(lines.filter((line) => line.startsWith("{"))).to.deep.equal([]);
    const [line] = lines.filter((each) => each.includes("read.ts"));
    expect(line).to.match(/^\[[\d:.]+\] INFO: dev: restarted in [\d.]+ s: services\/customers\/actions\/read\.ts$/);
  });

  it("says of an environment that is not right only what is wrong", async () => {
    const env = { ...process.env, NODE_ENV: "development", DATA_DIR: join(project.root, "none"), PORT: "abc" };
    const other = spawn(process.execPath, ["cli/dev.ts"], {
      cwd: project.root,
      env,
      stdio: ["ignore", "pipe", "pipe"],
    });
    guard.watch(other.pid as number);
    let said = "";
    for (const stream of [other.stdout, other.stderr]) stream.on("data", (chunk) => (said += chunk));
    await until(() => /did not start/.test(said), 60_000);
    other.kill("SIGTERM");
    await once(other, "exit");
    guard.release(other.pid as number);
    expect(said)
      .to.include("PORT must be a port from 0 to 65535")
      .and.not.match(/Node\.js v|^ +at /m);
  });
});
