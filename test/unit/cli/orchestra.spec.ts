import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import BetterSqlite from "better-sqlite3";
import { expect } from "chai";
import jwt from "jsonwebtoken";

// Runs the command line as a process with its own development database.
describe("command line", function () {
  this.timeout(120_000);
  const folder = mkdtempSync(join(tmpdir(), "seller-orchestra-cli-"));
  after(() => rmSync(folder, { recursive: true, force: true }));

  const { NATS_URL, DATABASE_URL, REDIS_URL, JWT_SECRET, JWT_PUBLIC_KEY, JWT_ISSUER, ...rest } = process.env;
  function run(args: string[], variables: NodeJS.ProcessEnv = {}) {
    const env = { ...rest, NODE_ENV: "development", DATA_DIR: folder, ...variables };
    const { status, stdout, stderr } = spawnSync(process.execPath, ["cli/orchestra.ts", ...args], {
      env,
      encoding: "utf8",
    });
    return { status, stdout, stderr };
  }
  function result(...args: string[]): string {
    const { status, stdout, stderr } = run(args);
    expect(stderr).to.equal("");
    expect(status).to.equal(0);
    return stdout.trim();
  }
  const claimsOf = (token: string) => jwt.verify(token, "seller-orchestra-development-secret") as jwt.JwtPayload;
  const query = <T>(service: string, sql: string): T[] => {
    const db = new BetterSqlite(join(folder, `${service}.sqlite`));
    const statement = db.prepare(sql);
    const rows = statement.reader ? statement.all() : [statement.run()];
    db.close();
    return rows as T[];
  };

  describe("token", () => {
    const noDatabase = { DATABASE_URL: "mysql://nobody@127.0.0.1:1/nothing" };

    it("prints a merchant token without a database", () => {
      const { status, stdout, stderr } = run(["token", "merchant"], noDatabase);
      expect({ status, stderr }).to.deep.equal({ status: 0, stderr: "" });
      const claims = { aud: "merchant", iss: "seller-orchestra", tenant_id: "ten_demo", domain_ids: ["dom_demo"] };
      expect(claimsOf(stdout.trim())).to.deep.include(claims);
    });

    it("prints commerce tokens of staff and customers without a database", () => {
      const staff = run(["token", "commerce", "--store", "23", "--role", "customer_support"], noDatabase).stdout.trim();
      const asStaff = { aud: "commerce", store_id: 23, tenant_id: "ten_other", roles: ["customer_support"] };
      expect(claimsOf(staff)).to.deep.include(asStaff);
      const customer = run(["token", "commerce", "--customer", "cust_1"], noDatabase).stdout.trim();
      expect(claimsOf(customer)).to.deep.include({ sub: "cust_1", store_id: 22, roles: ["customer"] });
    });

    it("prints a storefront token of the named customer or the one with the most orders", () => {
      result("migrate");
      const named = run(["token", "storefront", "--customer", "cust_1"], noDatabase);
      expect(claimsOf(named.stdout.trim())).to.deep.include({ aud: "storefront", sub: "cust_1", store_id: 22 });
      expect(named.stderr).to.match(/^Whether store 22 has the customer cust_1 is not known .*\n$/);
      const [customer] = query<{ public_id: string }>(
        "customers",
        "SELECT public_id FROM customers WHERE store_id = 23",
      );
      query("customers", `UPDATE customers SET total_orders = 999 WHERE public_id = '${customer?.public_id}'`);
      const claims = claimsOf(result("token", "storefront", "--store", "23"));
      expect(claims).to.include({ sub: customer?.public_id, store_id: 23 });
      const elsewhere = ["--store", "22", "--customer", customer?.public_id ?? ""];
      for (const surface of ["storefront", "commerce"]) {
        const { status, stdout, stderr } = run(["token", surface, ...elsewhere]);
        expect({ status, stdout }).to.deep.equal({ status: 1, stdout: "" });
        expect(stderr).to.equal(`Error: Store 22 has no customer ${customer?.public_id}.\n`);
      }
    });

    it("prints an app token with the requested scopes", () => {
      expect(result("token", "apps", "--store", "23", "--scopes", "read:customers")).to.match(/^sx_at_[\w-]{43}$/);
      const rows = query("auth", "SELECT store_id, scopes FROM access_tokens");
      expect(rows).to.deep.equal([{ store_id: 23, scopes: "read:customers" }]);
    });

    it("refuses an unknown role", () => {
      const { status, stdout, stderr } = run(["token", "commerce", "--role", "emperor"]);
      expect({ status, stdout }).to.deep.equal({ status: 2, stdout: "" });
      expect(stderr).to.match(/argument 'emperor' is invalid\. Roles are customer, .*\n$/);
    });

    it("uses the tenant of a newly created store", () => {
      const made = result(
        "store",
        "create",
        "--name",
        "Shop",
        "--tenant",
        "ten_shop",
        "--currency",
        "usd",
        "--country",
        "us",
      );
      const store = JSON.parse(made) as { store_id: number; domain_id: string; currency: string };
      expect(store).to.include({ tenant_id: "ten_shop", currency: "USD" });
      expect(store.store_id).to.be.at.least(1_000);
      expect(claimsOf(result("token", "merchant", "--domain", store.domain_id)).tenant_id).to.equal("ten_shop");
    });
  });

  it("creates an app and prints its secret once", () => {
    const app = JSON.parse(result("app", "create", "--name", "N", "--store", "22,23", "--scopes", "read:customers"));
    expect(app).to.have.all.keys("client_id", "client_secret");
    const sql = `SELECT store_id FROM app_installs i JOIN apps a ON a.id = i.app_id WHERE client_id = '${app.client_id}'`;
    expect(query("auth", sql)).to.deep.equal([{ store_id: 22 }, { store_id: 23 }]);
    const { status, stderr } = run(["app", "create", "--name", "N", "--store", "99", "--scopes", "read:customers"]);
    expect({ status, stderr }).to.deep.equal({ status: 1, stderr: "Error: Store not found.\n" });
  });

  it("imports customers once, reports invalid lines and leaves events to the servers", () => {
    const file = join(folder, "customers.csv");
    const lines = [
      "email,phone,first_name",
      "ada@import.test,01712399999,Ada",
      "nobody,,X",
      "bob@import.test,,Bob",
      "x",
    ];
    writeFileSync(file, `${lines.join("\r\n")}\r\n`);
    const imported = () => JSON.parse(run(["import", "customers", file, "--store", "22"]).stdout);
    const first = imported();
    expect(first).to.include({ created: 2, skipped: 0 });
    expect(first.failed.map(({ line, code }: { line: number; code: string }) => [line, code])).to.deep.equal([
      [3, "validation_error"],
      [5, "validation_error"],
    ]);
    expect(imported()).to.include({ created: 0, skipped: 2 });
    const found = query("customers", "SELECT phone_key FROM customers WHERE email LIKE '%@import.test' ORDER BY email");
    expect(found).to.deep.equal([{ phone_key: "+8801712399999" }, { phone_key: null }]);
    const waiting = "SELECT id FROM customers_outbox WHERE fact LIKE '%@import.test%' AND sent_at IS NULL";
    expect(query("customers", waiting)).to.have.length(2);
  });

  it("lists dead letters and requests their replay", () => {
    result("migrate");
    const event =
      '{"id":"evt_1","store_id":22,"aggregate":{"type":"order","id":"ord_1","version":1},"occurred_at":"t"}';
    const columns = "consumer, fact_id, name, fact, error, tries, created_at";
    const insert = `INSERT INTO customers_dead_letters (${columns}) VALUES ('customers.totals','evt_1','order.created','${event}','Error: no',8,0)`;
    query("customers", insert);
    const [deadLetter, ...others] = JSON.parse(result("dead-letters", "list", "--service", "customers"));
    expect(others).to.deep.equal([]);
    expect(deadLetter).to.include({
      id: "customers:1",
      consumer: "customers.totals",
      error: "Error: no",
      state: "waiting",
    });
    expect(JSON.parse(result("dead-letters", "replay", deadLetter.id, "--as=amina"))).to.deep.equal({ asked: 1 });
    const [row] = query<{ replay_asked_at: number }>("customers", "SELECT replay_asked_at FROM customers_dead_letters");
    expect(row?.replay_asked_at).to.be.closeTo(Date.now(), 30_000);
    const acts = "SELECT fact FROM customers_outbox WHERE name = 'operator.acted'";
    const [act] = query<{ fact: string }>("customers", acts).map(({ fact }) => JSON.parse(fact));
    expect(act.actor).to.deep.equal({ type: "staff", id: "cli:amina" });
    const again = run(["dead-letters", "replay", deadLetter.id]);
    expect(again.stderr).to.match(/not waiting any more.* state: replaying\.\n$/);
    const all = result("dead-letters", "replay", "--all", "--service", "customers");
    expect(JSON.parse(all)).to.deep.equal({ asked: 0 });
    const { status, stderr } = run(["dead-letters", "replay", "customers:7"]);
    expect({ status, stderr }).to.deep.equal({ status: 1, stderr: "Error: No service has this dead letter.\n" });
  });

  it("migrates every service and prints the steps that it took, and nothing of a database that has them", () => {
    const fresh = { DATA_DIR: join(folder, "fresh") };
    const migrate = () => JSON.parse(run(["migrate"], fresh).stdout) as Record<string, string[]>;
    const steps = migrate();
    expect(steps).to.include.keys("auth", "customers", "stores");
    expect(steps.auth?.slice(0, 4)).to.deep.equal(["0000-messaging", "0000-text", "0000-operations", "0001-apps"]);
    expect(migrate()).to.deep.equal({});
  });

  for (const args of [
    [],
    ["nonsense"],
    ["token"],
    ["token", "merchant", "--bogus"],
    ["store", "create"],
    ["dead-letters", "replay"],
    ["dead-letters", "replay", "nobody:1"],
    ["workflows", "list", "--state", "lost"],
    ["queues", "--service", "nobody"],
    ["events", "list", "--as=a b"],
    ["events", "list", "--as", "amina"],
    ["doctor", "--watch=x"],
    ["events", "tail", "--store", "22", "--topics", "order.vanished"],
    ["events", "tail", "--store", "22", "--since", "yesterday"],
    ["app", "create", "--name", "A", "--store", "22", "--scopes", "read:everything"],
    ["app", "update", "sx_app_demo", "--networks", "192.0.2"],
    ["token", "apps", "--scopes", "read:everything"],
    ["token", "revoke", "user_demo"],
    ["payments", "reconcile", "--from", "2026-11-02", "--to", "2026-11-01"],
    ["webhooks", "listen", "--store", "22", "--forward-to", "example"],
    ["webhooks", "listen", "--store", "22", "--forward-to", "http://example.com/hooks"],
    ["webhooks", "resend", "whk_1", "--store", "22"],
    ["webhooks", "resend", "whk_1", "--store", "22", "--from", "yesterday"],
    ["webhooks", "resend", "dlv_1", "--store", "22", "--only-failed"],
    ["webhooks", "pause", "", "--store", "22", "--note", "It fails."],
  ]) {
    it(`exits with 2 and the usage for "${args.join(" ")}"`, () => {
      const { status, stdout, stderr } = run(args);
      expect({ status, stdout }).to.deep.equal({ status: 2, stdout: "" });
      expect(stderr).to.match(/^(error: |Error: |Usage: )/);
    });
  }

  it("names the options of every command in the help of each", () => {
    for (const args of [["webhooks", "pause"], ["migrate"]])
      expect(result(...args, "--help")).to.match(/--json prints JSON.*--watch.*--as=NAME/s);
  });

  it("says of a store that does not exist that there is none, where it would wait for its events", () => {
    for (const args of [
      ["events", "tail"],
      ["webhooks", "listen", "--forward-to", "http://127.0.0.1:1/"],
    ]) {
      const { status, stderr } = run([...args, "--store", "99"]);
      expect(status).to.equal(1);
      expect(stderr).to.match(/(^|\n)Error: Store not found\.\n$/);
    }
  });

  it("says where it looked for a gateway that does not answer", () => {
    const { status, stdout, stderr } = run(["processes", "--url", "http://127.0.0.1:1/"]);
    expect({ status, stdout }).to.deep.equal({ status: 1, stdout: "" });
    expect(stderr).to.match(/^Error: No gateway answers at http:\/\/127\.0\.0\.1:1 \(.+\): name one by --url\.\n$/);
  });

  it("reports all problems of the environment at once", () => {
    const { status, stdout, stderr } = run(["token", "merchant"], { JWT_SECRET: "short" });
    expect({ status, stdout }).to.deep.equal({ status: 1, stdout: "" });
    expect(stderr).to.match(/^Error: The environment is not right: JWT_SECRET .*\n$/);
  });
});
