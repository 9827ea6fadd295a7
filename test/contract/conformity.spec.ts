import { expect } from "chai";
import { openapi } from "../../services/api/openapi/document.ts";
import { surfaces } from "../../services/api/surfaces/index.ts";
import { Conformity } from "../support/harness/conform.ts";
import type { Reply } from "../support/harness/http.ts";

const conformity = new Conformity(JSON.parse(JSON.stringify(openapi(surfaces))));

const headers: Record<string, string> = {
  "x-request-id": "a",
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
  "content-security-policy": "default-src 'none'",
  "referrer-policy": "no-referrer",
  "content-type": "application/json",
};
const error = { status: 404, code: "not_found", message: "There is none.", request_id: "a" };
const list = "/merchant/api/v1/domains/dom_x/customers";

function reply(body: unknown, of: { status?: number; path?: string; headers?: object } = {}): Reply {
  const { status = 404, path = "/nowhere" } = of;
  const all = new Headers({ ...headers, ...of.headers });
  return { method: "GET", path, status, headers: all, text: JSON.stringify(body), body };
}

const check = (checked: Reply) => () => conformity.check(checked);

describe("what every answer of a test is held against", () => {
  it("takes an error of contract §1", () => {
    expect(check(reply(error))).to.not.throw();
    expect(check(reply({ ...error, status: 503 }, { status: 503, headers: { "retry-after": "1" } }))).to.not.throw();
  });

  for (const name of Object.keys(headers).filter((name) => name !== "content-type"))
    it(`refuses an answer whose ${name} is another`, () => {
      expect(check(reply(error, { headers: { [name]: "?" } }))).to.throw();
    });

  for (const name of ["strict-transport-security", "x-powered-by"])
    it(`refuses an answer with ${name}`, () => {
      expect(check(reply(error, { headers: { [name]: "x" } }))).to.throw(name);
    });

  for (const wrong of [
    { stack: "at" },
    { code: "Not found" },
    { message: "" },
    { message: 3 },
    { request_id: "b" },
    { status: 400 },
    { details: [] },
    { code: null },
  ])
    it(`refuses an error with ${JSON.stringify(wrong)}`, () => {
      expect(check(reply({ ...error, ...wrong }))).to.throw();
    });

  it("refuses a detail with a field of its own, and an unavailable service that does not say until when", () => {
    const details = [{ path: "a", message: "b", value: 1 }];
    expect(check(reply({ ...error, status: 400, details }, { status: 400 }))).to.throw("keys");
    expect(check(reply({ ...error, status: 503 }, { status: 503 }))).to.throw();
  });

  it("refuses what the document does not have: a status, a header, a body's type, a field", () => {
    expect(check(reply(error, { path: list, status: 418 }))).to.throw("the status is not documented");
    const data = { data: [], pagination: { next_cursor: null } };
    const named = { "Content-Disposition": "inline" };
    expect(check(reply(data, { path: list, status: 200, headers: named }))).to.throw("is not documented");
    expect(check(reply("x", { path: list, status: 200, headers: { "content-type": "text/html" } }))).to.throw(
      "include",
    );
    expect(check(reply({ data: 1 }, { path: list, status: 200 }))).to.throw("pagination");
  });
});
