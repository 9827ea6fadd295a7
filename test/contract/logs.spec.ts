import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import type { ServiceProcess } from "../../cli/cluster/process.ts";
import { signToken } from "../../services/auth/tokens.ts";
import { startEmbedded } from "../support/embedded.ts";
import { until } from "../support/until.ts";

interface Line {
  msg: string;
  level: number;
  [field: string]: unknown;
}

describe("the log", () => {
  const folder = mkdtempSync(join(tmpdir(), "seller-orchestra-logs-"));
  const lines: Line[] = [];
  let server: ServiceProcess;

  before(async function () {
    this.timeout(120_000);
    const read = (line: string) => {
      const json = line.slice(line.indexOf("{"));
      if (json.startsWith('{"level"')) lines.push(JSON.parse(json));
    };
    server = await startEmbedded(folder, "development", read, { LOG_LEVEL: "info" });
  });
  after(async () => {
    await server?.stop(15_000);
    rmSync(folder, { recursive: true, force: true });
  });

  const merchant = () => {
    const claims = { sub: "user_logs", tenant_id: "ten_demo", domain_ids: ["dom_demo"] };
    return { Authorization: `Bearer ${signToken("merchant", claims, 600)}` };
  };
  const send = async (method: string, path: string, init: RequestInit = {}) => {
    const id = `req_${Math.random().toString(36).slice(2)}`;
    const headers = { ...merchant(), "X-Request-Id": id, ...init.headers };
    const response = await fetch(`${server.url}${path}`, { ...init, method, headers });
    await response.text();
    return { id, status: response.status };
  };
  const lineOf = (id: string) => until(() => lines.find((line) => line.request_id === id && line.msg === "request"));

  it("has one line for each request: its route, status, duration, id, store and kind of caller", async () => {
    const since = Date.now();
    const sent = await send("GET", "/merchant/api/v1/domains/dom_demo/customers");
    const line = await lineOf(sent.id);
    expect(line).to.include({
      level: 30,
      method: "GET",
      route: "/merchant/api/v1/domains/:domain_id/customers",
      status: 200,
      surface: "merchant",
      store_id: 22,
      actor: "merchant",
    });
    expect(line.duration_ms).to.be.a("number");
    const { nodeID, ns, mod, svc } = await until(() =>
      lines.find(({ svc, msg }) => svc === "api" && msg !== "request"),
    );
    expect(line).to.include({ nodeID, ns, mod, svc });
    expect(line.time).to.be.within(since, Date.now());
    expect(lines.filter(({ request_id, msg }) => request_id === sent.id && msg === "request")).to.have.length(1);
  });

  it("names refused requests, and those without a route", async () => {
    const refused = await send("GET", "/merchant/api/v1/domains/dom_demo/customers", {
      headers: { Authorization: "" },
    });
    expect(await lineOf(refused.id)).to.include({ status: 401 });
    const lost = await send("GET", "/nowhere/rahim@example.com");
    expect(await lineOf(lost.id)).to.include({ status: 404, route: null });
  });

  it("holds no path, query or body: they may be personal", async () => {
    const body = JSON.stringify({ first_name: "Zulaikha", email: "zulaikha@example.com" });
    const headers = { "Content-Type": "application/json" };
    const path = "/merchant/api/v1/domains/dom_demo/customers";
    const sent = await send("POST", path, { body, headers });
    expect(sent.status).to.equal(201);
    await lineOf(sent.id);
    await lineOf((await send("GET", `${path}?email=zulaikha%40example.com`)).id);
    expect(JSON.stringify(lines)).not.to.match(/zulaikha/i);
  });

  it("is quiet about health checks", async () => {
    for (let count = 0; count < 3; count++) await send("GET", "/health/live");
    const sent = await send("GET", "/merchant/api/v1/domains/dom_demo/customers");
    await lineOf(sent.id);
    expect(lines.filter(({ route }) => route === "/health/live")).to.deep.equal([]);
  });
});
