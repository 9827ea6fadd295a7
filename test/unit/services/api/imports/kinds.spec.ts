import { expect } from "chai";
import { customerImport } from "../../../../../services/api/imports/customers.ts";
import { inventoryImport } from "../../../../../services/api/imports/inventory.ts";
import type { ImportKind } from "../../../../../services/api/imports/kind.ts";
import { productImport } from "../../../../../services/api/imports/products.ts";
import { openFile } from "../../../../../services/api/imports/rows.ts";
import { amount, plainText, truth } from "../../../../../services/api/imports/values.ts";
import type { Store } from "../../../../../services/contracts.ts";

const store = { currency: "USD", currency_decimals: 2 } as Store;

async function read<Item>(kind: ImportKind<Item>, ...lines: string[]) {
  async function* chunks() {
    yield Buffer.from(lines.join("\n"));
  }
  const { columns, rows } = await openFile(chunks(), kind);
  const items: Item[] = [];
  const problems: [line: number, problem: string][] = [];
  for await (const { line, item, problem } of rows) {
    if (problem === undefined && item !== undefined) items.push(item);
    else problems.push([line, String(problem)]);
  }
  return { items, problems, unused: columns.unused };
}

describe("imported customers", () => {
  it("are those of the product's own export", async () => {
    const { items, problems } = await read(
      customerImport,
      "id,tenant_id,email,registration_source,enabled,approved,email_verified,phone_verified,group_id,group_name,last_active_on,total_orders,total_order_amount",
      "cust_1,ten_1,a@example.com,EMAIL_PASSWORD,true,false,true,false,grp_1,Wholesale,2026-11-01T08:15:00.000Z,12,18500",
    );
    expect(problems).to.deep.equal([]);
    expect(items[0]?.customer).to.deep.equal({
      email: "a@example.com",
      registration_source: "EMAIL_PASSWORD",
      enabled: true,
      approved: false,
      email_verified: true,
      phone_verified: false,
    });
  });

  it("are those of Shopify, with their address", async () => {
    const { items, problems, unused } = await read(
      customerImport,
      "Customer ID,First Name,Last Name,Email,Accepts Email Marketing,Default Address Company,Default Address Address1,Default Address Address2,Default Address City,Default Address Province Code,Default Address Country Code,Default Address Zip,Default Address Phone,Phone,Accepts SMS Marketing,Total Spent,Total Orders,Note,Tax Exempt,Tags",
      "'7031,Rahim,Ahmed,rahim@example.com,yes,,House 12,Flat 4B,Dhaka,13,BD,1205,,'+8801712345678,no,120.00,3,,no,\"vip, old\"",
      "'7032,Karim,,,no,,,,,,US,,,'+1 212-555-0123,no,0.00,0,,no,",
      "'7033,Nobody,,,no,,,,,,,,,,no,0.00,0,,no,",
    );
    expect(problems).to.deep.equal([[4, "The row needs an email or a phone"]]);
    expect(items).to.deep.equal([
      {
        customer: {
          email: "rahim@example.com",
          phone: "+8801712345678",
          first_name: "Rahim",
          last_name: "Ahmed",
          registration_source: "MERCHANT",
        },
        address: {
          ...{
            line1: "House 12",
            line2: "Flat 4B",
            city: "Dhaka",
            state: "13",
            postal_code: "1205",
            country_code: "BD",
          },
        },
      },
      { customer: { phone: "+1 212-555-0123", first_name: "Karim", registration_source: "MERCHANT" } },
    ]);
    expect(unused).to.include.members(["Customer ID", "Accepts Email Marketing", "Note", "Tags"]);
  });

  it("are those of WooCommerce", async () => {
    const suite = await read(
      customerImport,
      "ID,user_login,user_pass,user_email,user_registered,display_name,first_name,last_name,roles,billing_first_name,billing_last_name,billing_phone,billing_address_1,billing_city,billing_postcode,billing_country",
      "5,rahim,$P$B,rahim@example.com,2025-01-02 10:00:00,Rahim A,,,customer,Rahim,Ahmed,01712345678,House 12,Dhaka,1205,BD",
    );
    expect(suite.problems).to.deep.equal([]);
    expect(suite.items[0]?.customer).to.include({
      email: "rahim@example.com",
      first_name: "Rahim",
      last_name: "Ahmed",
    });
    expect(suite.items[0]?.customer).to.include({ phone: "01712345678" });
    expect(suite.items[0]?.address).to.include({ line1: "House 12", city: "Dhaka", country_code: "BD" });
    const analytics = await read(
      customerImport,
      '"Name","Username","Last active","Date registered","Email","Orders","Total spend","AOV","Country / Region","City","Region","Postal code"',
      '"Rahim Ahmed","rahim","2026-01-01","2025-01-01","rahim@example.com","3","120","40","BD","Dhaka","13","1205"',
    );
    expect(analytics.items[0]).to.deep.equal({
      customer: {
        email: "rahim@example.com",
        first_name: "Rahim",
        last_name: "Ahmed",
        registration_source: "MERCHANT",
      },
    });
  });

  it("are checked by the schema of the API", async () => {
    const { items, problems } = await read(
      customerImport,
      "email,phone,first_name,enabled,registration_source",
      ",call 1 after 5,A,,",
      "nonsense,,A,,",
      "a@example.com,,A,perhaps,",
      "a@example.com,,A,,TELEPATHY",
      `a@example.com,,${"x".repeat(256)},,`,
      "b@example.com,০১৭১২৩৪৫৬৭৮,B,Yes,guest",
    );
    expect(problems.map(([line]) => line)).to.deep.equal([2, 3, 4, 5, 6]);
    expect(problems[0]?.[1]).to.contain("phone");
    expect(problems[2]?.[1]).to.contain("enabled must be a boolean");
    expect(items[0]?.customer).to.include({ enabled: true, registration_source: "GUEST", phone: "০১৭১২৩৪৫৬৭৮" });
  });
});

describe("imported products", () => {
  it("are those of Shopify's CSV of before, a row for each variant", async () => {
    const { items, problems } = await read(
      productImport(store),
      "Handle,Title,Body (HTML),Vendor,Type,Tags,Published,Option1 Name,Option1 Value,Variant SKU,Variant Inventory Tracker,Variant Inventory Qty,Variant Price,Variant Taxable,Image Src,Status",
      'mug,Mug,"<p>Clay &amp; glaze.</p><ul><li>Blue</li></ul>",V,Cups,,true,Color,Blue,MUG-B,shopify,5,5.20,true,https://x/1.png,active',
      "mug,,,,,,,,Red,MUG-R,,,6,false,,",
      "mug,,,,,,,,,,,,,,https://x/2.png,",
      "tea,Tea,,,,,false,Title,Default Title,TEA,shopify,,12.5,true,,draft",
      "jar,Jar,,,,,true,Title,Default Title,,shopify,,3,true,,active",
    );
    expect(problems).to.deep.equal([[6, "sku is required"]]);
    expect(items).to.deep.equal([
      {
        sku: "MUG-B",
        name: "Mug – Blue",
        price: 520,
        description: "Clay & glaze.\nBlue",
        active: true,
        track_stock: true,
      },
      {
        sku: "MUG-R",
        name: "Mug – Red",
        price: 600,
        description: "Clay & glaze.\nBlue",
        tax_class: "zero",
        active: true,
        track_stock: false,
      },
      { sku: "TEA", name: "Tea", price: 1_250, active: false, track_stock: true },
    ]);
  });

  it("are those of Shopify's CSV of now", async () => {
    const { items, problems } = await read(
      productImport(store),
      "Title,URL handle,Description,Vendor,Published on online store,Status,SKU,Barcode,Option1 name,Option1 value,Price,Charge tax,Inventory tracker,Inventory quantity",
      "Mug,mug,Clay,V,TRUE,Active,MUG,,Title,Default Title,5.2,TRUE,shopify,7",
    );
    expect(problems).to.deep.equal([]);
    expect(items).to.deep.equal([
      { sku: "MUG", name: "Mug", price: 520, description: "Clay", active: true, track_stock: true },
    ]);
  });

  it("are those of WooCommerce, without its variable parents", async () => {
    const { items, problems } = await read(
      productImport(store),
      "ID,Type,SKU,Name,Published,Short description,Description,Tax status,Tax class,In stock?,Stock,Sale price,Regular price,Categories,Parent",
      '1,simple,MUG,Mug,1,Short,"<b>Clay</b>",taxable,,1,5,4.50,5.20,Cups,',
      "2,variable,TEE,Tee,1,,,taxable,,1,,,,Shirts,",
      "3,variation,TEE-S,Tee - S,1,,,taxable,zero-rate,1,,,20,,id:2",
      "4,simple,OLD,Old,-1,,,none,,0,,,1,,",
    );
    expect(problems).to.deep.equal([]);
    expect(
      items.map(({ sku, price, active, track_stock, tax_class }) => [sku, price, active, track_stock, tax_class]),
    ).to.deep.equal([
      ["MUG", 450, true, true, undefined],
      ["TEE-S", 2_000, true, false, "zero"],
      ["OLD", 100, false, false, "zero"],
    ]);
    expect(items[0]?.description).to.equal("Clay");
  });

  it("have the tax class of WooCommerce's parents, are hidden with them, and have their line ends", async () => {
    const { items, problems } = await read(
      productImport(store),
      "ID,Type,SKU,Name,Published,Description,Tax status,Tax class,In stock?,Regular price,Parent",
      "2,variable,TEE,Tee,1,,taxable,reduced-rate,1,,",
      '3,variation,TEE-S,Tee - S,1,"One\\nTwo",taxable,parent,1,20,id:2',
      "4,variation,TEE-M,Tee - M,1,,taxable,parent,1,20,TEE",
      "5,variable-subscription,,Box,-1,,taxable,,1,,",
      "6,variation,BOX-S,Box - S,1,,taxable,parent,1,20,id:5",
    );
    expect(problems).to.deep.equal([]);
    expect(items.map(({ sku, tax_class, active }) => [sku, tax_class, active])).to.deep.equal([
      ["TEE-S", "reduced", true],
      ["TEE-M", "reduced", true],
      ["BOX-S", undefined, false],
    ]);
    expect(items[0]?.description).to.equal("One\nTwo");
  });

  it("have prices with a decimal comma and groups of digits, and none that may mean two", async () => {
    const { items, problems } = await read(
      productImport(store),
      "sku;name;price;active",
      "A;A;4,50;ja",
      "B;B;1,234;1",
      "C;C;1.234,50;1",
      "D;D;5,2;nein",
    );
    expect(items.map(({ price, active }) => [price, active])).to.deep.equal([
      [450, true],
      [123_450, true],
      [520, false],
    ]);
    expect(problems.map(([line]) => line)).to.deep.equal([3]);
  });
});

describe("imported stock", () => {
  it("is that of Shopify's inventory, and of products of both", async () => {
    const shopify = await read(
      inventoryImport,
      "Handle,Title,Option1 Name,Option1 Value,SKU,HS Code,COO,Location,Incoming (not editable),Unavailable (not editable),Committed (not editable),Available (not editable),On hand (current),On hand (new)",
      "mug,Mug,Color,Blue,MUG-B,,,Dhaka,0,0,1,4,5,",
      "mug,Mug,Color,Red,MUG-R,,,Dhaka,0,0,0,3,3,8",
    );
    expect(shopify.items).to.deep.equal([
      { sku: "MUG-B", on_hand: 5 },
      { sku: "MUG-R", on_hand: 8 },
    ]);
    const woo = await read(inventoryImport, "ID,SKU,In stock?,Stock,Regular price", "1,MUG,1,7,5", "2,,1,,5");
    expect(woo.items).to.deep.equal([{ sku: "MUG", on_hand: 7 }]);
    const wrong = await read(inventoryImport, "sku,on_hand", "A,-1", "B,1.5", "..,5", "C,");
    expect(wrong.problems.map(([line]) => line)).to.deep.equal([2, 3, 4, 5]);
  });
});

describe("values as people write them", () => {
  it("are truth values", () => {
    for (const text of ["true", "TRUE", "Yes", "y", "1", "on", "হ্যাঁ", "Oui", "x"])
      expect(truth(text), text).to.equal(true);
    for (const text of ["false", "No", "N", "0", "off", "না", "nein"]) expect(truth(text), text).to.equal(false);
    expect([truth(undefined), truth("perhaps")]).to.deep.equal([undefined, "perhaps"]);
  });

  it("are amounts", () => {
    expect(["5", "5.20", "-1", "4,50", "1234.5"].map(amount)).to.deep.equal([5, 5.2, -1, 4.5, 1234.5]);
    const grouped = [
      "1.234,50",
      "1,234.5",
      "1.234.567",
      "-1,234,567.89",
      "1 234,5",
      "1\u00a0234",
      "1'234.50",
      "1.234,567",
    ];
    expect(grouped.map(amount)).to.deep.equal([1234.5, 1234.5, 1234567, -1234567.89, 1234.5, 1234, 1234.5, 1234.567]);
    const none = [
      "1,234",
      "$5",
      "5.",
      "1e3",
      "0x1",
      "1.23,4",
      "1234.567,8",
      "12.34.567",
      "1,234,56",
      "1 23",
      "1.234'567",
    ];
    for (const text of none) expect(amount(text), text).to.equal(text);
  });

  it("are texts of HTML", () => {
    expect(plainText("<p>One<br>two</p><script>x()</script><p>3 &lt; 4</p>")).to.equal("One\ntwo\n3 < 4");
    expect(plainText("3 < 4 & 5")).to.equal("3 < 4 & 5");
  });
});
