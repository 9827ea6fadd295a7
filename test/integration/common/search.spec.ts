import { expect } from "chai";
import { ask } from "../../support/harness/index.ts";
import { newShop, type Shop, staffOf } from "../../support/harness/shop.ts";

describe("search by whom people mean", () => {
  let shop: Shop;
  let user_id: number;
  before(async () => {
    shop = await newShop();
    const body = { name: "ΚΩΣΤΑΣ O'Brien", phone: "01755437701" };
    user_id = (await shop.askApp("POST", "/customers", { body })).body.data.user_id;
    await shop.askApp("POST", "/customers", { body: { name: "Someone Else", phone: "01855437701" } });
  });

  const inApps = async (search: string) => {
    const { body } = await shop.askApp("GET", `/customers?search=${encodeURIComponent(search)}`);
    return body.data.map((each: { user_id: number }) => each.user_id);
  };
  const inCommerce = async (search: string) => {
    const { body } = await ask("GET", `/api/v1/customers?search=${encodeURIComponent(search)}`, {
      as: staffOf(shop.store, ["tenant_admin"]),
    });
    return body.data.map((each: { first_name: string }) => each.first_name);
  };

  for (const search of [
    "01755 437701",
    "+880 1755 437701",
    "008801755437701",
    "00880 1755-437701",
    "1755437701",
    "1755 437 701",
    "(01755) 437701",
    "880 1755 437701",
    "০১৭৫৫ ৪৩৭৭০১",
    "017554",
    "+8801755",
    "ΚΩΣ",
    "κως",
    "O’Brien",
    "o'b",
    "κωστας 01755 437701",
    "01755 437701 o‘brien",
  ])
    it(`finds the customer by ${search} on every surface`, async () => {
      expect(await inApps(search)).to.deep.equal([user_id]);
      expect(await inCommerce(search)).to.deep.equal(["ΚΩΣΤΑΣ"]);
    });

  describe("without accents", () => {
    const people = ["José Müller", "Łukasz Straße", "Έλλη Ёлкина", "রিমা কিবরিয়া"];
    const idOf = new Map<string, number>();
    before(async () => {
      for (const [n, name] of people.entries()) {
        const { body } = await shop.askApp("POST", "/customers", { body: { name, phone: `0191234567${n}` } });
        idOf.set(name, body.data.user_id);
      }
      for (const [sku, name] of Object.entries({ "S-1": "Crème brûlée", "S-2": "Poké bowl" }))
        await shop.ask("POST", "/products", { body: { name, sku, price: 5 } });
    });

    for (const [search, name] of [
      ["jose", people[0]],
      ["José", people[0]],
      ["JOSE muller", people[0]],
      ["mull", people[0]],
      ["lukasz", people[1]],
      ["strasse", people[1]],
      ["ελλη", people[2]],
      ["елк", people[2]],
      ["কিবরিয়া", people[3]],
    ] as const)
      it(`finds ${name} by ${search} on every surface`, async () => {
        expect(await inApps(search)).to.deep.equal([idOf.get(name ?? "")]);
        expect((await inCommerce(search)).length).to.equal(1);
      });

    it("finds nobody by another vowel of a script whose marks are vowels", async () => {
      expect(await inApps("কবরিয়া")).to.deep.equal([]);
      expect(await inApps("রমা")).to.deep.equal([]);
    });

    it("finds customers and products where merchants search", async () => {
      const found = async (path: string) => (await shop.ask("GET", path)).body.data.length;
      expect(await found("/customers?first_name=jose")).to.equal(1);
      expect(await found(`/customers?last_name=${encodeURIComponent("MÜLLER")}`)).to.equal(1);
      expect(await found("/products?search=creme")).to.equal(1);
      expect(await found(`/products?search=${encodeURIComponent("brûlee")}`)).to.equal(1);
      expect(await found("/products?search=POKE")).to.equal(1);
    });
  });

  it("finds nobody by another number", async () => {
    for (const search of ["01755 437702", "437701", "κωστας 01855437701"])
      expect(await inApps(search), search).to.deep.equal([]);
  });

  it("finds names by typographic quotes and in any case where merchants filter", async () => {
    for (const query of ["last_name=O%E2%80%99BRIEN", `first_name=${encodeURIComponent("Κως")}`])
      expect((await shop.ask("GET", `/customers?${query}`)).body.data.length, query).to.equal(1);
  });
});
