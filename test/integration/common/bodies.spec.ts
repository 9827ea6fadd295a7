import { once } from "node:events";
import { type IncomingMessage, request } from "node:http";
import { json } from "node:stream/consumers";
import { expect } from "chai";
import { type Credential, conformity, type Parsed, product } from "../../support/harness/index.ts";
import { callerOf, isOpen, pathOf } from "../../support/harness/operations.ts";
import { newCustomer, newShop } from "../../support/harness/shop.ts";

// fetch sends no body with GET.
async function send(method: string, path: string, as: Credential, body: string): Promise<Parsed> {
  const headers = { ...as, "Content-Type": "application/json", "Content-Length": Buffer.byteLength(body) };
  const sent = request(`${product().url}${path}`, { method, headers }).end(body);
  const [reply] = (await once(sent, "response")) as [IncomingMessage];
  return json(reply);
}

describe("an endpoint that takes no body", () => {
  it("refuses a field that comes in one by its name, whatever the method and the surface", async () => {
    const shop = await newShop();
    const { id } = await newCustomer(shop);
    const bare = conformity().operations.filter((each) => !each.described.requestBody && !isOpen(each));
    expect(new Set(bare.map(({ method }) => method))).to.deep.equal(new Set(["GET", "DELETE", "POST"]));
    for (const operation of bare) {
      const about = `${operation.method} ${operation.template}`;
      const path = pathOf(operation, shop, { id, user_id: "301" });
      const body = await send(operation.method, path, callerOf(operation, shop, { id }), '{"no_such_field":1}');
      expect(body, about).to.include({ status: 400, code: "validation_error" });
      expect(
        body.details.map((detail: Parsed) => detail.path),
        about,
      ).to.include("no_such_field");
    }
  });
});
