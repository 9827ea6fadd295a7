import { expect } from "chai";
import Joi from "joi";
import type { Endpoint, Parts } from "../../../../services/api/endpoint.ts";
import { validate } from "../../../../services/api/http/validate.ts";

const endpoint = {
  querySchema: Joi.object({
    email: Joi.string().email().meta({ code: "invalid_email" }),
    tier: Joi.string().valid("gold").meta({ code: "invalid_tier" }),
    page: Joi.number().integer(),
  }),
} as Endpoint;

const refusal = (query: object) => refusalOf(endpoint, { path: {}, query, body: undefined });

const refusalOf = (of: Endpoint, parts: Parts) => {
  try {
    validate(of, parts);
    return undefined;
  } catch (error) {
    const { code, type, data } = error as { code: number; type: string; data: { details: { path: string }[] } };
    return { code, type, paths: data.details.map(({ path }) => path), keys: Object.keys(data.details[0] ?? {}) };
  }
};

describe("a field named __proto__", () => {
  const tolerant = {
    bodySchema: Joi.object({ data: Joi.object({ tags: Joi.array() }), any: Joi.object().unknown() }),
  } as Endpoint;

  it("is refused at every level, because copying an object would drop it", () => {
    for (const [text, ...paths] of [
      ['{"__proto__": 1}', "__proto__"],
      ['{"data": {"__proto__": {"admin": true}}}', "data.__proto__"],
      [
        '{"data": {"tags": ["a", {"__proto__": 1}]}, "any": {"b": {"__proto__": 1}}}',
        "data.tags.1.__proto__",
        "any.b.__proto__",
      ],
    ] as const)
      expect(refusalOf(tolerant, { path: {}, query: {}, body: JSON.parse(text) })?.paths, text).to.have.members(paths);
  });

  it("is reported once, also without a query schema and among many unknown fields", () => {
    const query = JSON.parse('{"__proto__": "1"}');
    for (const each of [endpoint, {} as Endpoint])
      expect(refusalOf(each, { path: {}, query, body: undefined })?.paths).to.deep.equal(["__proto__"]);
    const names = Array.from({ length: 60 }, (_, count) => `"k${count}": 1`);
    const body = JSON.parse(`{"__proto__": 1, ${names.join(", ")}}`);
    const paths = refusalOf(tolerant, { path: {}, query: {}, body })?.paths;
    expect(paths?.filter((path) => path === "__proto__")).to.have.length(1);
  });

  it("is found in a body of a hundred thousand levels", () => {
    const deep = `${'{"a":'.repeat(100_000)}{"__proto__": 1}${"}".repeat(100_000)}`;
    const refused = refusalOf(tolerant, { path: {}, query: {}, body: { any: JSON.parse(deep) } });
    expect(refused?.paths).to.have.length(1);
  });
});

describe("a field with its own error code", () => {
  const refusalWith = (type: string, ...paths: string[]) => ({ code: 400, type, paths, keys: ["path", "message"] });

  it("is refused with that code when it is the only error", () => {
    expect(refusal({ email: "nobody" })).to.deep.equal(refusalWith("invalid_email", "email"));
    expect(refusal({ tier: "tin", page: 2 })).to.deep.equal(refusalWith("invalid_tier", "tier"));
    expect(refusal({ tier: "gold" })).to.equal(undefined);
  });

  it("is listed in a validation error otherwise", () => {
    expect(refusal({ email: "nobody", tier: "tin" })).to.deep.equal(refusalWith("validation_error", "email", "tier"));
    expect(refusal({ email: "nobody", size: 2 })).to.deep.equal(refusalWith("validation_error", "email", "size"));
    expect(refusal({ page: "one" })).to.deep.equal(refusalWith("validation_error", "page"));
  });
});

describe("a body where no credential is needed", () => {
  const bodySchema = Joi.object({ response: Joi.object({ a: Joi.string() }) });
  const fields = Object.fromEntries(Array.from({ length: 110 }, (_, at) => [`k${at}`, {}]));
  const pathsOf = (auth: "none" | undefined, body: object) =>
    refusalOf({ bodySchema, auth } as Endpoint, { path: {}, query: {}, body })?.paths;

  it("has few of its many unknown fields named, at any level", () => {
    expect(pathsOf("none", fields)).to.have.length(5);
    expect(pathsOf("none", { response: fields })).to.deep.equal(["response.k0"]);
    expect(pathsOf(undefined, { response: fields })).to.have.length(50);
    expect(pathsOf("none", { response: { b: 1, c: 2 } })).to.deep.equal(["response.b", "response.c"]);
  });
});
