import { expect } from "chai";
import { ulid } from "ulid";
import { ask, conformity, type Operation, type Parsed, product } from "../../support/harness/index.ts";
import { merchantOf, newCustomer, newShop, type Shop } from "../../support/harness/shop.ts";
import { until } from "../../support/until.ts";

describe("imports over HTTP", function () {
  this.timeout(60_000);
  let shop: Shop;
  before(async () => {
    shop = await newShop();
  });

  const send = async (
    what: "customers" | "products",
    file: string | Buffer,
    { query = "", headers = {}, of = shop }: { query?: string; headers?: object; of?: Shop } = {},
  ) => {
    const reply = await fetch(`${product().url}${of.base}/${what}/import${query}`, {
      method: "POST",
      headers: { ...of.merchant, "Content-Type": "text/csv", ...headers },
      body: file,
    });
    return { status: reply.status, headers: reply.headers, body: (await reply.json()) as Parsed };
  };
  const completed = (location: string | null, of: Shop = shop) =>
    until(async () => {
      const { body } = await ask("GET", location ?? "", { as: of.merchant });
      return body.status === "completed" || body.status === "failed" ? body : undefined;
    });
  const names = async (of: Shop = shop) =>
    (await of.ask("GET", "/customers?size=100&sort=first_name&order=asc")).body.data.map(
      (each: Parsed) => each.first_name,
    );

  for (const what of ["customers", "products"] as const)
    it(`take the file of ${what} that the document shows`, async () => {
      const of = await newShop();
      const { described } = conformity().find({ method: "POST", path: `${of.base}/${what}/import` }) as Operation;
      const { headers } = await send(what, described.requestBody.content["text/csv"].example, { of });
      expect(await completed(headers.get("location"), of)).to.include({ status: "completed", created: 1, refused: 0 });
    });

  it("take a file of customers, answer at once and import it in the background", async () => {
    const of = await newShop();
    const file = [
      "Email;First Name;Phone;Enabled",
      "a@example.com;Ä;০১৭১২৩৪৫৬৭৮;yes",
      'b@example.com;"B; b";;no',
      "nonsense;C;;yes",
      'd@example.com;D"d;;yes',
      "A@example.com;E;;yes",
      "f@example.com;F;call 1 after 5;yes",
      "g@example.com;G;;",
    ];
    const sent = await send("customers", `\uFEFF${file.join("\r\n")}\r\n`, { of });
    expect(sent.status, JSON.stringify(sent.body)).to.equal(202);
    expect(sent.body.id).to.match(/^imp_/);
    const location = sent.headers.get("location");
    expect(location).to.equal(`${of.base}/customers/imports/${sent.body.id}`);
    expect(sent.body).to.include({ status: "pending", created: 0, refused: 0, report_url: null });
    const done = await completed(location, of);
    expect(done).to.include({ id: sent.body.id, status: "completed", rows: 7, created: 3, updated: 0, refused: 4 });
    expect(done.report_url).to.equal(`${location}/refused`);
    expect(await names(of)).to.deep.equal(["Ä", "B; b", "G"]);
    const report = await ask("GET", done.report_url, { as: of.merchant });
    expect(report.headers.get("content-type")).to.equal("text/csv; charset=utf-8");
    const lines = report.text.split("\r\n");
    expect(lines[0]).to.equal("Email,First Name,Phone,Enabled,import_line,import_error");
    expect(lines.slice(1, 5).map((line) => line.split(",").at(-2))).to.deep.equal(["4", "5", "6", "7"]);
    const mended = report.text.replace("nonsense", "c@example.com").replace("call 1 after 5", "");
    const again = await completed((await send("customers", mended, { of })).headers.get("location"), of);
    expect(again).to.include({ rows: 4, created: 2, refused: 2 });
    const { body } = await of.ask("GET", "/customers?email=b@");
    expect(body.data[0]).to.include({ enabled: false, registration_source: "MERCHANT" });
    const events = await until(async () => {
      const { data } = (await of.ask("GET", "/events?entity_type=customer")).body;
      return data.length === 5 ? data : undefined;
    });
    expect(events[0]).to.include({ name: "customer.created", actor_type: "merchant" });
  });

  it("forget a person in refused rows, in whatever case and notation the row has them", async () => {
    const of = await newShop();
    const person = { email: "jürgen@müller.example", phone: "01712345678" };
    const { id } = await newCustomer(of, person);
    const theirs = [
      "JÜRGEN@MÜLLER.EXAMPLE;;their case",
      "Jürgen@Müller.example;;decomposed".normalize("NFD"),
      ";+880 1712-345678;their number",
      ";০১৭১২ ৩৪৫৬৭৮;their digits",
      'x;01712 345678;their "malformed" row',
    ];
    const others = ["jurgen@muller.example;nobody;another", "x;01712345679;another", "x;১২;another"];
    const rows = [...theirs, ...others].map((row) => `${row};perhaps`);
    const file = ["email;phone;first_name;enabled", ...rows].join("\n");
    const done = await completed((await send("customers", file, { of })).headers.get("location"), of);
    expect(done).to.include({ rows: 8, refused: 8 });
    const report = async () => (await ask("GET", done.report_url, { as: of.merchant })).text.trimEnd().split("\r\n");
    expect(await report()).to.have.length(9);
    expect((await of.ask("DELETE", `/customers/${id}`)).status).to.equal(204);
    const left = (await report()).slice(1);
    expect(left.slice(0, 5)).to.deep.equal([2, 3, 4, 5, 6].map((line) => `,,,,${line},`));
    expect(
      left.slice(5).every((line) => line.includes("another")),
      left.join("\n"),
    ).to.equal(true);
  });

  it("take files of many parts, in order, and change what is there only when asked to", async () => {
    const of = await newShop();
    const rows = Array.from({ length: 1_100 }, (_, row) => `c${row}@example.com,C${row}`);
    const file = ["email,first_name", ...rows, "c0@example.com,Again"].join("\n");
    const done = await completed((await send("customers", file, { of })).headers.get("location"), of);
    expect(done).to.include({ status: "completed", rows: 1_101, created: 1_100, refused: 1 });
    expect((await of.ask("GET", "/customers")).body.pagination.total).to.equal(1_100);
    const changes = "email,first_name\nc5@example.com,Changed\nnew@example.com,New\n";
    const sent = await send("customers", changes, { of, query: "?existing=update" });
    const changed = await completed(sent.headers.get("location"), of);
    expect(changed).to.include({ rows: 2, created: 1, updated: 1, refused: 0 });
    expect((await of.ask("GET", "/customers?email=c5@")).body.data[0].first_name).to.equal("Changed");
  });

  it("take products of Shopify, with prices in the store's currency", async () => {
    const file = [
      "Handle,Title,Body (HTML),Variant SKU,Variant Price,Option1 Value,Status",
      `mug,Mug,<p>Clay</p>,MUG-B,5.20,Blue,active`,
      `mug,,,MUG-R,6,Red,`,
      `tea,Tea,,..,1,,active`,
    ].join("\n");
    const done = await completed((await send("products", file)).headers.get("location"));
    expect(done).to.include({ created: 2, refused: 1 });
    const { body } = await shop.ask("GET", "/products?search=mug");
    expect(body.data.map(({ sku, name, price }: Parsed) => [sku, name, price])).to.have.deep.members([
      ["MUG-B", "Mug – Blue", 5.2],
      ["MUG-R", "Mug – Red", 6],
    ]);
  });

  it("take a file once for a key, and refuse another file with it", async () => {
    const headers = { "Idempotency-Key": ulid() };
    const email = `${ulid().toLowerCase()}@example.com`;
    const first = await send("customers", `email\n${email}\n`, { headers });
    const again = await send("customers", `email\n${email}\n`, { headers });
    expect([again.status, again.body.id]).to.deep.equal([202, first.body.id]);
    expect(again.headers.get("idempotency-replayed")).to.equal("true");
    const other = await send("customers", "email\nother@example.com\n", { headers });
    expect([other.status, other.body.code]).to.deep.equal([422, "idempotency_key_reused"]);
    expect(await completed(first.headers.get("location"))).to.include({ created: 1, refused: 0 });
  });

  it("refuse what is no such file, naming why", async () => {
    const latin = Buffer.from("email,first_name\na@example.com,Zo\xeb\n", "latin1");
    const refusals: [string | Buffer, object, number, RegExp][] = [
      ["", {}, 400, /empty/],
      ["email,shoe size\na,b\n", {}, 400, /"shoe size" is unknown/],
      [latin, {}, 400, /Line 2 is not UTF-8/],
      ["email\n", { headers: { "Content-Type": "application/json" } }, 415, /text\/csv/],
      ["email\n", { headers: { "Content-Type": "text/csv; charset=koi8-r" } }, 415, /charset/],
      ["email\n", { query: "?encoding=ebcdic" }, 400, /encoding/],
      ["email\n", { query: "?dry=1" }, 400, /dry/],
    ];
    for (const [file, how, status, message] of refusals) {
      const { body, ...reply } = await send("customers", file, how);
      expect([reply.status, body.status], JSON.stringify(body)).to.deep.equal([status, status]);
      expect(body.message).to.match(message);
    }
    for (const how of [
      { query: "?encoding=windows-1252" },
      { headers: { "Content-Type": "text/csv; charset=windows-1252" } },
    ])
      expect((await send("customers", latin, how)).status).to.equal(202);
  });

  it("belong to their domain", async () => {
    const { headers } = await send("customers", "email\n");
    const location = headers.get("location") ?? "";
    const other = await newShop();
    const foreign = location.replace(shop.base, other.base);
    for (const path of [foreign, `${foreign}/refused`, `${other.base}/products/imports/imp_x`])
      expect((await ask("GET", path, { as: other.merchant })).body).to.include({
        status: 404,
        code: "import_not_found",
      });
    const stranger = merchantOf({ tenant_id: "ten_x", domain_ids: ["dom_x"] });
    expect((await ask("GET", location, { as: stranger })).status).to.equal(403);
    expect((await completed(location)).status).to.equal("completed");
  });

  it("leave the customers who are there already", async () => {
    const { email } = await newCustomer(shop, { first_name: "There" });
    const sent = await send("customers", `email,first_name\n${email.toUpperCase()},Xaver\n`);
    const done = await completed(sent.headers.get("location"));
    expect(done).to.include({ created: 0, refused: 1 });
    const [there] = (await shop.ask("GET", `/customers?email=${email}`)).body.data;
    expect(there.first_name).to.equal("There");
    const report = async () => (await ask("GET", done.report_url, { as: shop.merchant })).text;
    expect(await report()).to.contain("Xaver");
    await shop.ask("DELETE", `/customers/${there.id}`);
    expect(await report()).not.to.contain("Xaver");
  });

  it("take rows of a quarter of a million characters, and report those that are refused whole", async () => {
    const of = await newShop();
    const html = `<p style="${"margin:0;".repeat(8_000)}">Clay, by hand.</p>`.replaceAll('"', '""');
    const note = "é".repeat(200_000);
    const rows = Array.from({ length: 12 }, (_, row) => `cup-${row},Cup,CUP-${row},-1,"${note}"`);
    const file = ["Handle,Title,Variant SKU,Variant Price,Body (HTML)", `mug,Mug,MUG,5.20,"${html}"`, ...rows].join(
      "\n",
    );
    const sent = await send("products", file, { of });
    expect(sent.status, JSON.stringify(sent.body)).to.equal(202);
    const done = await completed(sent.headers.get("location"), of);
    expect(done).to.include({ status: "completed", created: 1, refused: 12 });
    const { body } = await of.ask("GET", "/products");
    expect(body.data.map(({ name, description }: Parsed) => [name, description])).to.deep.equal([
      ["Mug", "Clay, by hand."],
    ]);
    const report = (await ask("GET", done.report_url, { as: of.merchant })).text.trimEnd().split("\r\n");
    expect(report).to.have.length(13);
    for (const line of report.slice(1)) expect(line).to.contain(note);
  });
});
