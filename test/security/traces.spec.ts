import { rm } from "node:fs/promises";
import { expect } from "chai";
import { TOTP } from "otpauth";
import { ServiceProcess } from "../../cli/cluster/process.ts";
import { findFreePorts } from "../../cli/servers/ports.ts";
import { freshNetwork, logIn, useCode, wrongOf } from "../support/harness/attack.ts";
import { type Parsed, send } from "../support/harness/http.ts";
import { ask, product } from "../support/harness/index.ts";
import { newShop, type Shop } from "../support/harness/shop.ts";
import { askAuth, codeAfter, codeIn, freshEmail, goodPassword, newShopper } from "../support/harness/shopper.ts";
import { until } from "../support/until.ts";

const next = "quite another long password";

describe("traces of attacks", () => {
  let shop: Shop;
  before(async () => {
    shop = await newShop();
  });

  /** The event log of an account, until it has an event. */
  const logged = (id: string, name: string): Promise<Parsed> =>
    until(async () => {
      const { body } = await shop.ask("GET", `/events?entity_type=account&entity_id=${id}`);
      return body.data.find((event: Parsed) => event.name === name);
    });

  const attacks: Record<string, (shopper: Awaited<ReturnType<typeof newShopper>>) => Promise<object>> = {
    "auth.sign_in_failed": async ({ email }) => {
      await logIn(shop, { email, password: "not the right one" });
      return { method: "password" };
    },
    "auth.locked": async ({ email }) => {
      for (let tries = 0; tries < 11; tries++) await logIn(shop, { email, password: `wrong ${tries}` }, freshNetwork());
      return { method: "password", limit: "password" };
    },
    "auth.refresh_replayed": async ({ tokens }) => {
      for (const _ of [1, 2]) await askAuth(shop, "refresh", { refresh_token: tokens.refresh_token });
      return { method: "refresh" };
    },
    "auth.address_changed": async ({ id, as }) => {
      const email = freshEmail();
      const otp = await codeAfter(email, () => ask("PUT", `/auth/user/${id}`, { as, body: { email } }), 200);
      await useCode(shop, "update-email", { email }, otp, { as });
      return { kind: "email" };
    },
    "auth.password_changed": async ({ as }) => {
      const body = { current_password: goodPassword, new_password: next };
      await ask("POST", "/auth/change-password", { as, body });
      return { method: "changed" };
    },
  };
  for (const [name, attack] of Object.entries(attacks)) {
    it(`leave ${name} in the event log of the store, and in the metrics`, async () => {
      const shopper = await newShopper(shop);
      const after = await attack(shopper);
      const event = await logged(shopper.id, name);
      expect(event).to.deep.include({ name, entity_type: "account", after });
      expect(JSON.stringify(event)).to.not.contain(shopper.email);
      const metrics = await Promise.all(product().metricsUrls.map(async (url) => (await fetch(url)).text()));
      expect(metrics.join("\n")).to.match(new RegExp(`auth_events_total\\{[^}]*event="${name}"`));
    });
  }

  it("tell nobody which addresses are customers: those of nobody leave no event", async () => {
    const before = (await shop.ask("GET", "/events?entity_type=account")).body.pagination.total;
    for (let tries = 0; tries < 3; tries++) await logIn(shop, { email: freshEmail() }, freshNetwork());
    expect((await shop.ask("GET", "/events?entity_type=account")).body.pagination.total).to.equal(before);
  });
});

// Between the processes of the distributed profile the bus logs too.
describe("the log at its most detailed level", () => {
  const lines: string[] = [];
  const started: ServiceProcess[] = [];
  let folder: string | undefined;
  let url = "";

  async function start(services: string | undefined, environment: NodeJS.ProcessEnv): Promise<void> {
    const [port, metricsPort] = await findFreePorts(2);
    const isGateway = services === undefined || services.includes("api");
    const own = new ServiceProcess({
      name: isGateway ? "gateway" : "services",
      index: 9,
      url: isGateway ? `http://127.0.0.1:${port}` : "",
      metricsUrl: `http://127.0.0.1:${metricsPort}/metrics`,
      env: {
        ...process.env,
        ...environment,
        ...(services === undefined ? {} : { SERVICES: services }),
        LOG_LEVEL: "trace",
        PORT: String(port),
        METRICS_PORT: String(metricsPort),
      },
      autoRestart: false,
      log: (line) => lines.push(line),
    });
    own.start();
    started.push(own);
    if (isGateway) url = own.url;
  }

  before(async function () {
    this.timeout(300_000);
    const { environment, processes } = await product().another();
    folder = environment.DATA_DIR;
    for (const services of processes) await start(services, environment);
    for (const each of started) await each.untilReady(150_000);
  });
  after(async () => {
    for (const each of started) await each.stop(15_000);
    if (folder) await rm(folder, { recursive: true, force: true });
  });

  it("holds no password, code, token or secret of the whole life of an account", async function () {
    this.timeout(120_000);
    // At its start the product prints how to call it, with the demo's secret, which is public.
    lines.length = 0;
    const headers = { "X-Store-Id": "22" };
    const auth = (path: string, body: object, as = {}) => send(url, "POST", `/auth/${path}`, { body, as, headers });
    const secrets = new Set<string>([goodPassword, next, "sx_secret_demo"]);
    const keep = ({ body }: { body: Parsed }): Parsed => {
      for (const name of ["access_token", "refresh_token", "device_token"]) if (body?.[name]) secrets.add(body[name]);
      return body;
    };
    const codeTo = async (recipient: string, work: () => Promise<{ status: number }>): Promise<string> => {
      const mail = async () => (await send(url, "GET", `/dev/mailbox?recipient=${recipient}`)).body.messages;
      const before = (await mail()).length;
      expect((await work()).status).to.be.oneOf([200, 202]);
      const code = await until(async () => codeIn((await mail()).slice(0, -before || undefined)));
      secrets.add(code);
      return code;
    };
    const [email, other] = [freshEmail(), freshEmail()];
    const person = { email, password: goodPassword, first_name: "Ann", last_name: "Lee" };
    const registered = keep(await auth("register", person));
    const as = { Authorization: `Bearer ${registered.access_token}` };
    keep(await auth("login", { email, password: goodPassword }));
    await auth("login", { email, password: `${goodPassword}!` });
    const otp = await codeTo(email, () => auth("generate-otp", { otp_action: "verify-email", email }, as));
    await auth("verify-otp", { otp_action: "verify-email", email, otp: wrongOf(otp) }, as);
    expect((await auth("verify-otp", { otp_action: "verify-email", email, otp }, as)).status).to.equal(200);
    const change = () => send(url, "PUT", `/auth/user/${registered.user.id}`, { as, body: { email: other } });
    const moved = await codeTo(other, change);
    expect((await auth("verify-otp", { otp_action: "update-email", email: other, otp: moved }, as)).status).to.equal(
      200,
    );
    const factor = (path: string, body?: object) => auth(`second-factor/${path}`, body ?? {}, as);
    const { secret } = (await send(url, "POST", "/auth/second-factor/totp", { as, headers })).body;
    const code = new TOTP({ secret }).generate();
    const enabled = await factor("totp/confirm", { code });
    expect(enabled.status, enabled.text).to.equal(200);
    for (const each of [secret, code, ...enabled.body.recovery_codes]) secrets.add(each);
    const [recovery] = enabled.body.recovery_codes;
    expect((await auth("login", { email: other, password: goodPassword, second_factor: recovery })).status).to.equal(
      200,
    );
    expect((await factor("remove", { second_factor: enabled.body.recovery_codes[1] })).status).to.equal(204);
    await until(async () => {
      const { messages } = (await send(url, "GET", `/dev/mailbox?recipient=${other}`)).body;
      return messages.some(({ text }: { text: string }) => /no longer takes a code of an authenticator/.test(text));
    });
    const reset = await codeTo(other, () => auth("generate-otp", { otp_action: "reset-password", email: other }));
    const taken = { otp_action: "reset-password", email: other, otp: reset, new_password: next };
    keep(await auth("verify-otp", taken));
    keep(await auth("refresh", { refresh_token: registered.refresh_token }));
    const form = {
      grant_type: "client_credentials",
      client_id: "sx_app_demo",
      client_secret: "sx_secret_demo",
      store_id: 22,
    };
    keep(await send(url, "POST", "/api/apps/v1/oauth/token", { body: form }));
    expect(secrets.size).to.be.above(20);
    expect(lines.length, "the log is there").to.be.above(20);
    const log = lines.join("\n");
    // Six digits may be part of a time or an id.
    for (const secret of secrets)
      expect(
        /^\d{6}$/.test(secret) ? new RegExp(`(?<![\\d.])${secret}(?!\\d)`).test(log) : log.includes(secret),
        secret,
      ).to.equal(false);
  });
});
