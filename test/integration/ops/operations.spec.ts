import { expect } from "chai";
import { ulid } from "ulid";
import { operatedServices } from "../../../services/contracts.ts";
import { ask, type Parsed, product } from "../../support/harness/index.ts";
import { newShop, operatorOf, type Shop } from "../../support/harness/shop.ts";
import { insertInto } from "../../support/ops/letters.ts";
import { newStuckRun } from "../../support/ops/runs.ts";
import { until } from "../../support/until.ts";

describe("the operations surface", () => {
  const as = operatorOf();
  let shop: Shop;
  before(async () => {
    shop = await newShop();
  });

  const get = async (path: string): Promise<Parsed> => (await ask("GET", `/ops/v1${path}`, { as })).body;
  const post = (path: string, body: object) => ask("POST", `/ops/v1${path}`, { as, body });
  const acts = async (kind: string, id: string): Promise<Parsed[]> =>
    (
      await get(`/events?store_id=${shop.store.store_id}&name=operator.acted&entity_id=${encodeURIComponent(id)}`)
    ).data.filter(({ entity_type }: Parsed) => entity_type === kind);

  const stuckRun = () => newStuckRun(shop.store);

  it("lists runs by state, workflow and subject, and shows one with its steps and without what is personal", async () => {
    const ids = [await stuckRun(), await stuckRun(), await stuckRun()];
    const first = await get("/workflow-runs?workflow=orchestra.testedRun&state=stuck&limit=2");
    const next = await get(
      `/workflow-runs?workflow=orchestra.testedRun&state=stuck&limit=2&cursor=${first.pagination.next_cursor}`,
    );
    // Newest first: what tests before have left comes after.
    const seen = [...first.data, ...next.data].map(({ id }: Parsed) => id).slice(0, ids.length);
    expect(seen).to.deep.equal(ids.toReversed());
    const [{ subject }] = first.data;
    expect((await get(`/workflow-runs?subject=${subject}`)).data).to.have.length(1);
    const { body } = await ask("GET", `/ops/v1/workflow-runs/${ids[0]}`, { as });
    expect(body.steps.map(({ state, duration_ms }: Parsed) => [state, duration_ms])).to.deep.equal([
      ["done", 3],
      ["refused", null],
    ]);
    expect(body.input).to.deep.equal({ store: { tenant_id: shop.store.tenant_id }, contact: "[redacted]", amount: 5 });
    await Promise.all(ids.map((id) => post(`/workflow-runs/${id}/resolve`, { note: "Of a test." })));
  });

  it("ends a stuck run by hand once, and tells the second what it is now", async () => {
    const id = await stuckRun();
    expect((await post(`/workflow-runs/${id}/skip`, { step: "0", note: "It is done." })).body.code).to.equal(
      "step_not_waiting",
    );
    const both = await Promise.all([1, 2].map(() => post(`/workflow-runs/${id}/resolve`, { note: "Put right." })));
    expect(both.map(({ status }) => status).sort()).to.deep.equal([200, 409]);
    const refused = both.find(({ status }) => status === 409)?.body;
    expect([refused.code, refused.details]).to.deep.equal(["run_changed", [{ path: "state", message: "failed" }]]);
    const logged = await until(async () => (await acts("workflow_run", id))[0]);
    expect([logged.actor_id, logged.after.act, logged.after.note]).to.deep.equal([
      "operator_tests",
      "resolve",
      "Put right.",
    ]);
  });

  it("skips or retries a step, and the run goes on", async () => {
    for (const [act, body] of [
      ["skip", { step: "1", note: "Done elsewhere." }],
      ["retry", { step: "0" }],
      ["resume", {}],
    ] as const) {
      const id = await stuckRun();
      const { status, text } = await post(`/workflow-runs/${id}/${act}`, body);
      expect(status, `${act}: ${text}`).to.equal(200);
      // No code has this workflow, so it waits for some; an operator finds it no longer stuck.
      expect((await post(`/workflow-runs/${id}/resume`, {})).body.code).to.equal("run_changed");
    }
  });

  it("shows processes that answer, what waits, and the slowest routes", async () => {
    const replicas = (await get("/replicas")).data;
    const states = replicas.flatMap(({ services }: Parsed) => services.map(({ state }: Parsed) => state));
    expect([...new Set(states)]).to.deep.equal(["ok"]);
    expect(replicas.flatMap(({ services }: Parsed) => services.map(({ name }: Parsed) => name))).to.include.members([
      "api",
      "orders",
    ]);
    expect(replicas[0]).to.include.keys("version", "pid", "host");
    const { data, unavailable } = await get("/queues");
    expect([unavailable, data.length]).to.deep.equal([[], operatedServices.length]);
    const orders = data.find(({ service }: Parsed) => service === "orders");
    expect(orders.jobs.map(({ name }: Parsed) => name)).to.include("orders.clean");
    if (product().profile === "distributed")
      expect(orders.consumers.map(({ waiting }: Parsed) => typeof waiting)).to.include("number");
    const routes = (await get("/routes")).data;
    expect(routes[0].p95_ms).to.be.at.least(routes.at(-1).p95_ms);
  });

  it("creates an app, rotates its secret and revokes it, each in the event log with the note", async () => {
    const { store_id } = shop.store;
    const body = { name: "Sync", store_ids: [store_id], scopes: ["read:customers"], note: "Asked for." };
    const made = await post("/apps", body);
    expect([made.status, typeof made.body.client_secret]).to.deep.equal([201, "string"]);
    const { client_id } = made.body;
    const rotated = await post(`/apps/${client_id}/rotate-secret`, { note: "It was in a log." });
    expect(rotated.body.client_secret).to.not.equal(made.body.client_secret);
    expect((await post(`/apps/${client_id}/revoke`, { note: "They left." })).status).to.equal(200);
    const [app] = (await get(`/apps?store_id=${store_id}`)).data.filter((each: Parsed) => each.client_id === client_id);
    expect(app.revoked_at).to.be.a("string");
    const logged = await until(async () => {
      const found = await acts("app", client_id);
      return found.length === 3 ? found : undefined;
    });
    expect(logged.map(({ after }) => after.act).sort()).to.deep.equal(["create", "revoke", "rotate_secret"]);
    expect(JSON.stringify(logged)).to.not.contain(made.body.client_secret);
    expect((await get("/stores")).data.map((store: Parsed) => store.store_id)).to.include(store_id);
  });

  it("pauses a webhook, enables it again and resends a delivery", async () => {
    const url = "https://app.example.com/hooks";
    const created = await shop.askApp("POST", "/webhooks", { body: { url, topics: ["order.*"] } });
    expect(created.status, created.text).to.equal(201);
    const { id } = created.body.data;
    const path = `/stores/${shop.store.store_id}/webhooks/${id}`;
    expect((await post(`${path}/enable`, { note: "Why not." })).body.details, created.text).to.deep.equal([
      { path: "status", message: "enabled" },
    ]);
    expect((await post(`${path}/pause`, { note: "It is broken." })).body).to.include({
      status: "paused",
      pause_reason: "operator",
    });
    const lifted = await shop.askApp("PATCH", `/webhooks/${id}`, { body: { status: "enabled" } });
    expect([lifted.status, lifted.body.code]).to.deep.equal([409, "webhook_paused_by_operator"]);
    const again = await post(`${path}/pause`, { note: "It is broken." });
    expect([again.status, again.body.code, again.body.message]).to.deep.equal([
      409,
      "webhook_changed",
      "The webhook is paused already.",
    ]);
    expect((await post(`${path}/enable`, { note: "Mended." })).body).to.include({
      status: "enabled",
      pause_reason: null,
    });
    const list = await get(`/webhooks?store_id=${shop.store.store_id}`);
    expect(list.data.map((webhook: Parsed) => webhook.id)).to.deep.equal([id]);
    const query = `store_id=${shop.store.store_id}&webhook_id=${id}&state=failed`;
    expect((await get(`/webhook-deliveries?${query}`)).data).to.deep.equal([]);
    const missing = `/stores/${shop.store.store_id}/webhook-deliveries/dlv_1/resend`;
    expect((await post(missing, {})).body.code).to.equal("delivery_not_found");
  });

  it("lists deliveries of a store, in all states or one, newest first and page by page", async () => {
    const { store_id } = shop.store;
    const states = ["delivered", "failed", "pending", "delivered", "failed"];
    const ids = states.map(() => `dlv_${ulid()}`);
    const of = { store_id, webhook_id: 0, topic: "order.created", entity: "ord_1", due_at: 0, retry_until: 0 };
    const rows = states.map((state, sequence) => ({
      ...of,
      state,
      sequence,
      event_id: `evt_${sequence}`,
      created_at: 0,
    }));
    await insertInto(
      "webhooks",
      "webhook_deliveries",
      rows.map((row, index) => ({ ...row, public_id: ids[index] as string })),
    );
    const seen: string[] = [];
    for (let cursor: string | null = ""; cursor !== null; ) {
      const page = await get(`/webhook-deliveries?store_id=${store_id}&limit=2${cursor && `&cursor=${cursor}`}`);
      seen.push(...page.data.map(({ id }: Parsed) => id));
      cursor = page.pagination.next_cursor;
    }
    expect(seen).to.deep.equal(ids.toReversed());
    const failed = (await get(`/webhook-deliveries?store_id=${store_id}&state=failed`)).data;
    expect(failed.map(({ id }: Parsed) => id)).to.deep.equal([ids[4], ids[1]]);
  });

  it("signs a developer in by one click, and takes the cookie only from its own page", async () => {
    const signedIn = await ask("POST", "/ops/v1/session/development", { body: undefined });
    const cookie = signedIn.headers.get("set-cookie") ?? "";
    expect(cookie).to.match(/HttpOnly; SameSite=Strict/);
    const session = { Cookie: cookie.split(";")[0] ?? "" };
    expect((await ask("GET", "/ops/v1/session", { as: session })).status).to.equal(401);
    const own = await ask("GET", "/ops/v1/session", { as: { ...session, "X-Console": "1" } });
    expect([own.status, own.body.subject]).to.deep.equal([200, "developer"]);
    expect((await ask("GET", "/ops/v1/sign-in")).body).to.deep.equal({ oidc: false, development: true });
  });
});
