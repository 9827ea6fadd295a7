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

  it("finds nobody by another number", async () => {
    for (const search of ["01755 437702", "437701", "κωστας 01855437701"])
      expect(await inApps(search), search).to.deep.equal([]);
  });

  it("finds names by typographic quotes and in any case where merchants filter", async () => {
    for (const query of ["last_name=O%E2%80%99BRIEN", `first_name=${encodeURIComponent("Κως")}`])
      expect((await shop.ask("GET", `/customers?${query}`)).body.data.length, query).to.equal(1);
  });
});
