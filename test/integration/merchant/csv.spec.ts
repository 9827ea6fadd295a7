import { expect } from "chai";
import { parse } from "csv-parse/sync";
import { newCustomer, newOrder, newShop, type Shop, untilTotals } from "../../support/harness/shop.ts";

const header =
  "id,tenant_id,email,registration_source,enabled,approved,email_verified,phone_verified,group_id,group_name,last_active_on,total_orders,total_order_amount";

describe("customer CSV export", () => {
  let shop: Shop;
  before(async () => {
    shop = await newShop();
  });
  const exported = async (query = "") => (await shop.ask("GET", `/customers/csv${query}`)).text;
  const rows = async (query = "") => parse(await exported(query), { columns: true }) as Record<string, string>[];

  it("returns only the header line when the store has no customers", async () => {
    const empty = await newShop();
    const reply = await empty.ask("GET", "/customers/csv");
    expect(reply.text).to.equal(`${header}\r\n`);
    expect(reply.headers.get("content-type")).to.equal("text/csv; charset=utf-8");
    expect(reply.headers.get("content-disposition")).to.match(/^attachment; filename="[^"]+\.csv"$/);
  });

  it("writes one CRLF-terminated line per customer, with plain booleans and amounts", async () => {
    const made = await newCustomer(shop, { email: "line@example.com", approved: false, email_verified: true });
    await newOrder(shop, made.id, 123_450);
    await untilTotals(shop, made.id, 1, 1234.5);
    const text = await exported(`?customer_ids=${made.id}`);
    const line = `${made.id},${shop.store.tenant_id},line@example.com,MERCHANT,true,false,true,false,,,,1,1234.5`;
    expect(text).to.equal(`${header}\r\n${line}\r\n`);
  });

  it("quotes fields that contain quotes or commas", async () => {
    const { id } = await newCustomer(shop);
    const name = 'A "quoted", name\u2028 é 方';
    const { body: group } = await shop.ask("POST", "/customer-groups", { body: { name } });
    await shop.ask("PUT", `/customers/${id}`, { body: { group_id: group.id } });
    const text = await exported(`?customer_ids=${id}`);
    expect(text).to.contain(`,${group.id},"A ""quoted"", name\u2028 é 方",`);
    expect((await rows(`?customer_ids=${id}`))[0]).to.include({ group_name: name });
  });

  it("escapes values that a spreadsheet would run as formulas", async () => {
    const { id } = await newCustomer(shop);
    for (const name of ["=1+1", "+1", "-1", "@SUM(A1)", '=HYPERLINK("x")']) {
      const { body: group } = await shop.ask("POST", "/customer-groups", { body: { name } });
      await shop.ask("PUT", `/customers/${id}`, { body: { group_id: group.id } });
      const [row] = await rows(`?customer_ids=${id}`);
      expect(row?.group_name, name).to.equal(`'${name}`);
    }
    for (const email of ["+plus@example.com", "=equals@example.com", "-minus@example.com"]) {
      const made = await newCustomer(shop, { email });
      expect((await rows(`?customer_ids=${made.id}`))[0]?.email, email).to.equal(`'${email}`);
    }
  });

  it("exports the customers named by id and skips unknown ids", async () => {
    const [one, other] = [await newCustomer(shop), await newCustomer(shop)];
    const ids = async (list: string) => (await rows(`?customer_ids=${encodeURIComponent(list)}`)).map(({ id }) => id);
    expect(await ids(`${one.id},cust_unknown, ${other.id},${one.id}`)).to.have.members([one.id, other.id]);
    expect(await ids("cust_unknown")).to.deep.equal([]);
    expect(await ids(",")).to.deep.equal([]);
    const stranger = await newCustomer(await newShop());
    expect(await ids(`${stranger.id},${one.id}`)).to.deep.equal([one.id]);
  });

  it("applies the filters of the customer list", async () => {
    const other = await newShop();
    const made = await newCustomer(other, { email: "x1@example.com", first_name: "Xavier", email_verified: true });
    await newCustomer(other, { email: "y1@example.com", first_name: "Yara" });
    for (const query of ["first_name=xav", "email=X1", "bool_email_verified=true", `email=x&customer_ids=${made.id}`]) {
      const lines = (await other.ask("GET", `/customers/csv?${query}`)).text.split("\r\n");
      expect(lines, query).to.have.length(3);
      expect(lines[1], query).to.contain("x1@example.com");
    }
    expect((await other.ask("GET", "/customers/csv?num_total_orders=1")).text).to.equal(`${header}\r\n`);
    for (const query of ["page=1", "sort=email", "colour=red", "bool_email_verified=perhaps"]) {
      expect((await other.ask("GET", `/customers/csv?${query}`)).status, query).to.equal(400);
    }
  });

  it("exports every customer when the export spans several internal pages", async function () {
    this.timeout(60_000);
    const { orchestra } = await import("../../support/harness/cli.ts");
    const other = await newShop();
    const { store_id } = other.store;
    await orchestra("seed", "--store", String(store_id), "--customers", "4500", "--orders", "0");
    const { total } = (await other.ask("GET", "/customers?size=1")).body.pagination;
    const { text } = await other.ask("GET", "/customers/csv");
    const ids = (parse(text, { columns: true }) as { id: string }[]).map(({ id }) => id);
    expect(total).to.be.at.least(4_500);
    expect(new Set(ids).size).to.equal(total);
    expect(ids).to.have.length(total);
  });
});
