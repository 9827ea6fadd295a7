import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { expect } from "chai";
import { ask, product } from "../../support/harness/index.ts";
import { newCustomer, newShop, type Shop } from "../../support/harness/shop.ts";

describe("HTTP requests", () => {
  let shop: Shop;
  let id: string;
  before(async () => {
    shop = await newShop();
    id = (await newCustomer(shop)).id;
  });
  const json = { "Content-Type": "application/json" };

  it("with invalid JSON are refused as invalid_json", async () => {
    for (const raw of ["{", "{'a':1}", '{"email":}', "\u0000", "[1,", '{"a":1}}']) {
      const reply = await shop.ask("POST", "/customers", { raw, headers: json });
      expect(reply.body, raw).to.include({ status: 400, code: "invalid_json" });
    }
  });

  it("with a JSON body that is not an object are refused", async () => {
    for (const raw of ["null", "[]", '"text"', "7", "true", "[{}]"]) {
      const reply = await shop.ask("POST", "/customers", { raw, headers: json });
      expect(reply.body, raw).to.include({ status: 400, code: "validation_error" });
    }
  });

  it("with a lone surrogate are refused by field; a surrogate pair is accepted", async () => {
    const bodies: [raw: string, path: string][] = [
      ['{"email":"half@example.com","first_name":"\\ud800x"}', "first_name"],
      ['{"email":"half@example.com","first_name":"x\\udc00\\ud800"}', "first_name"],
    ];
    for (const [raw, path] of bodies) {
      const { body } = await shop.ask("POST", "/customers", { raw, headers: json });
      expect(body, raw).to.deep.include({ status: 400, code: "validation_error" });
      expect(body.details[0].path, raw).to.equal(path);
    }
    for (const free of ['{"a":[{"b":"\\udfff"}]}', '{"a":{"\\ud83d":1}}']) {
      const raw = `{"name":"A B","phone":"01812345678","address":${free}}`;
      const { body } = await shop.askApp("POST", "/customers", { raw, headers: json });
      expect(body, raw).to.deep.include({ status: 400, code: "validation_error" });
      expect(body.details[0].path, raw).to.match(/^address\.a\./);
    }
    const paired = '{"email":"whole@example.com","first_name":"\\ud83d\\ude00"}';
    const { body } = await shop.ask("POST", "/customers", { raw: paired, headers: json });
    expect(body.first_name).to.equal("😀");
  });

  it("with 200,000 nested lists are refused", async () => {
    const raw = `{"name":"A B","phone":"01812345678","address":{"a":${"[".repeat(200_000)}${"]".repeat(200_000)}}}`;
    const { body } = await shop.askApp("POST", "/customers", { raw, headers: json });
    expect(body).to.include({ status: 400, code: "validation_error" });
  });

  it("above one mebibyte are refused, below are accepted", async () => {
    const large = JSON.stringify({ email: "a@example.com", first_name: "x".repeat(1024 * 1024) });
    const reply = await shop.ask("POST", "/customers", { raw: large, headers: json });
    expect(reply.body).to.include({ status: 413, code: "payload_too_large" });
    const padded = `{"email":"padded@example.com"${" ".repeat(1024 * 1024 - 40)}}`;
    expect((await shop.ask("POST", "/customers", { raw: padded, headers: json })).status).to.equal(201);
  });

  it("with another media type, charset or encoding are refused", async () => {
    const raw = '{"email":"typed@example.com"}';
    const types = [
      "text/plain",
      "application/x-www-form-urlencoded",
      "application/xml",
      "multipart/form-data; boundary=x",
    ];
    for (const type of types) {
      const reply = await shop.ask("POST", "/customers", { raw, headers: { "Content-Type": type } });
      expect(reply.body, type).to.include({ status: 415, code: "unsupported_media_type" });
    }
    const charset = { "Content-Type": "application/json; charset=klingon" };
    expect((await shop.ask("POST", "/customers", { raw, headers: charset })).status).to.equal(415);
    const encoded = { ...json, "Content-Encoding": "rot13" };
    expect((await shop.ask("POST", "/customers", { raw, headers: encoded })).status).to.equal(415);
  });

  it("accept a charset and any case in the media type", async () => {
    const raw = '{"email":"charset@example.com"}';
    const headers = { "Content-Type": "Application/JSON; charset=UTF-8" };
    expect((await shop.ask("POST", "/customers", { raw, headers })).status).to.equal(201);
  });

  it("with a body are refused, each field named, where the endpoint takes none", async () => {
    const { id: other } = await newCustomer(shop);
    const deleting = (raw: string, headers = json) => shop.ask("DELETE", `/customers/${other}`, { raw, headers });
    const { body } = await deleting('{"reason":"moved","force":true}');
    expect(body).to.deep.include({ status: 400, code: "validation_error" });
    expect(body.details.map(({ path }: { path: string }) => path)).to.deep.equal(["reason", "force"]);
    for (const raw of ['["a"]', "null", "7", '"text"', "{", '{"__proto__":1}', `"${"x".repeat(2 ** 20)}"`])
      expect((await deleting(raw)).body, raw.slice(0, 20)).to.include({ status: 400, code: "validation_error" });
    expect((await deleting("reason=moved", { "Content-Type": "text/plain" })).status).to.equal(400);
    expect((await shop.ask("GET", `/customers/${other}`)).status).to.equal(200);
    expect((await deleting("{}")).status).to.equal(204);
  });

  it("keep a valid X-Request-Id and get a new one otherwise", async () => {
    const requestId = "abc.DEF-1_2";
    const replies = await Promise.all([
      shop.ask("GET", "/customers", { headers: { "X-Request-Id": requestId } }),
      ask("GET", "/nowhere", { headers: { "X-Request-Id": requestId } }),
      ask("GET", "/health/live", { headers: { "X-Request-Id": requestId } }),
      ask("GET", `${shop.base}/customers`, { headers: { "X-Request-Id": "x".repeat(128) } }),
    ]);
    const ids = replies.map(({ headers }) => headers.get("x-request-id"));
    expect(ids).to.deep.equal([requestId, requestId, requestId, "x".repeat(128)]);
    for (const wrong of ["x".repeat(129), "a b", "ä", "a/b", "a,b"]) {
      const reply = await shop.ask("GET", "/customers?size=1", { headers: { "X-Request-Id": wrong } });
      expect(reply.headers.get("x-request-id"), wrong).to.match(/^req_[0-9A-Z]{26}$/);
    }
  });

  it("to an unknown path get 404", async () => {
    const paths = [
      "/merchant",
      "/merchant/api/v2/x",
      "/api/apps/v1/customers/1/2/3",
      "/api/apps/v1",
      "/%00",
      "/..%2f..%2fetc/passwd",
    ];
    for (const path of paths) {
      const reply = await ask("GET", path, { as: shop.merchant });
      expect(reply.body, path).to.include({ status: 404, code: "route_not_found" });
    }
  });

  it("with an unsupported method get 405 and the allowed methods", async () => {
    const cases: [string, string, string][] = [
      ["PATCH", `${shop.base}/customers/${id}`, "GET, PUT, DELETE, HEAD, OPTIONS"],
      ["DELETE", `${shop.base}/customers`, "GET, POST, HEAD, OPTIONS"],
      ["POST", `${shop.base}/events`, "GET, HEAD, OPTIONS"],
      ["GET", "/api/apps/v1/oauth/token", "POST, OPTIONS"],
      ["PUT", "/api/apps/v1/customers", "GET, POST, HEAD, OPTIONS"],
      ["POST", "/health/live", "GET, HEAD, OPTIONS"],
    ];
    for (const [method, path, allow] of cases) {
      const reply = await ask(method, path, { as: shop.merchant });
      expect(reply.body, path).to.include({ status: 405, code: "method_not_allowed" });
      expect((reply.headers.get("allow") ?? "").split(", "), path).to.have.members(allow.split(", "));
    }
  });

  it("with HEAD get the headers of GET without the body", async () => {
    const path = `/customers/${id}`;
    const [get, head] = await Promise.all([shop.ask("GET", path), shop.ask("HEAD", path)]);
    expect(head.status).to.equal(200);
    expect(head.text).to.equal("");
    for (const name of ["etag", "content-type", "content-length"]) {
      expect(head.headers.get(name), name).to.equal(get.headers.get(name));
    }
    expect((await ask("HEAD", `${shop.base}/customers`)).status).to.equal(401);
    expect((await shop.ask("HEAD", "/customers/cust_nobody")).status).to.equal(404);
  });

  it("with OPTIONS get the allowed methods", async () => {
    const reply = await ask("OPTIONS", `${shop.base}/customers`, { headers: { Origin: "https://evil.example" } });
    expect(reply.status).to.equal(204);
    expect(reply.headers.get("allow")).to.equal("GET, POST, HEAD, OPTIONS");
    expect(reply.headers.get("access-control-allow-origin")).to.equal(null);
  });

  it("with an undecodable path are refused", async () => {
    for (const path of [`${shop.base}/customers/%E0%A4%A`, `${shop.base}/customers/%`, "/api/apps/v1/customers/%ZZ"]) {
      const reply = await ask("GET", path, { as: shop.merchant });
      expect(reply.status, path).to.be.oneOf([400, 401, 404]);
    }
  });

  it("that are not HTTP get an error in the same form", async () => {
    const { hostname, port } = new URL(product().url);
    const socket = connect(Number(port), hostname);
    socket.write("NONSENSE\r\n\r\n");
    const response = await text(socket);
    expect(response).to.match(/^HTTP\/1\.1 400 /);
    expect(JSON.parse(response.split("\r\n\r\n")[1] ?? "")).to.include({ status: 400, code: "validation_error" });
  });

  it("with oversized headers get an error in the same form", async () => {
    const reply = await ask("GET", "/nowhere", { headers: { "X-Large": "x".repeat(20_000) } });
    expect(reply.body).to.include({ status: 431, code: "headers_too_large" });
  });
});
