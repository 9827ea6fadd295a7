import { expect } from "chai";
import { customerImport } from "../../../../../services/api/imports/customers.ts";
import type { ImportKind } from "../../../../../services/api/imports/kind.ts";
import { productImport } from "../../../../../services/api/imports/products.ts";
import { openFile } from "../../../../../services/api/imports/rows.ts";
import { plainText } from "../../../../../services/api/imports/values.ts";
import type { Store } from "../../../../../services/contracts.ts";

const store = { currency: "USD", currency_decimals: 2, timezone: "Asia/Dhaka" } as Store;

async function read<Item>(kind: ImportKind<Item>, ...lines: string[]) {
  async function* chunks() {
    yield Buffer.from(lines.join("\n"));
  }
  const { rows } = await openFile(chunks(), kind);
  const items: Item[] = [];
  const problems: number[] = [];
  for await (const { line, item } of rows) {
    if (item === undefined) problems.push(line);
    else items.push(item);
  }
  return { items, problems };
}

const day = (from: number) => new Date(Date.now() + from * 24 * 3_600_000).toISOString().slice(0, 10);

describe("cells of exports", () => {
  it("have characters by HTML's names and numbers; what is none stays as it is written", () => {
    const text =
      "It&#8217;s &eacute;l&#xE9;gant &ndash; 5&nbsp;&euro; &amp;lt; &nothing; &#150; &#55296; AT&T &copy2026 foot&shy;ball";
    expect(plainText(text)).to.equal("It’s élégant – 5 € &lt; &nothing; – \ufffd AT&T &copy2026 football");
    expect(plainText("&Eacute;t&eacute; &copy; &frac12; &szlig; &yuml; &#128512;")).to.equal("Été © ½ ß ÿ 😀");
  });

  it("have an apostrophe before digits, which spreadsheets read as a text", async () => {
    const header =
      "First Name,Email,Accepts Email Marketing,Default Address Address1,Default Address City,Default Address Zip";
    const { items } = await read(customerImport, header, "'90s Kid,a@example.com,no,1 Main St,Boston,'02134");
    expect(items[0]?.address).to.include({ postal_code: "02134" });
    expect(items[0]?.customer).to.include({ first_name: "'90s Kid" });
  });

  it("may be missing where the header is empty", async () => {
    const rows = ["A,B,1", "C,D,1,,", "E,F,1,,,", "G,H"];
    const { items, problems } = await read(productImport(store), "sku,name,price,,", ...rows);
    expect(items.map(({ sku }) => sku)).to.deep.equal(["A", "C", "E"]);
    expect(problems).to.deep.equal([5]);
  });

  it("have a sale's price only while it lasts", async () => {
    const { items } = await read(
      productImport(store),
      "Type,SKU,Name,In stock?,Date sale price starts,Date sale price ends,Sale price,Regular price",
      "simple,ALWAYS,A,1,,,8,10",
      "simple,NOW,A,1,2025-01-01,2099-12-31 23:59:59,8,10",
      `simple,TODAY,A,1,${day(-1)} 00:00:00,${day(1)},8,10`,
      `simple,SOON,A,1,${day(2)},,8,10`,
      "simple,OVER,A,1,2025-01-01T00:00:00,2025-01-31,8,10",
      "simple,OTHERWISE,A,1,1/2/2025,soon,8,10",
      "simple,NONE,A,1,,,,10",
    );
    expect(Object.fromEntries(items.map(({ sku, price }) => [sku, price]))).to.deep.equal({
      ...{ ALWAYS: 800, NOW: 800, TODAY: 800, SOON: 1_000, OVER: 1_000, OTHERWISE: 800, NONE: 1_000 },
    });
  });
});
