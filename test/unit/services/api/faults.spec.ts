import { expect } from "chai";
import Joi from "joi";
import type { Endpoint } from "../../../../services/api/endpoint.ts";
import { jsonProblem } from "../../../../services/api/http/faults.ts";
import { validate } from "../../../../services/api/http/validate.ts";

const endpoint = {
  querySchema: Joi.object({
    status: Joi.string().valid("paid"),
    limit: Joi.number().integer(),
    tags: Joi.array().items(Joi.string()),
  }),
  bodySchema: Joi.object({
    first_name: Joi.string(),
    code: Joi.string().pattern(/^\d{6}$/, "six digits"),
    phone: Joi.string().pattern(/^\d+$/, "phone number").example("01712345678"),
    secret: Joi.string().pattern(/^[a-z]+$/),
    named: Joi.string().pattern(/^a/).messages({ "string.pattern.base": "{{#label}} must begin with a" }),
    items: Joi.array().items(Joi.object({ quantity: Joi.number() })),
  }),
} as Endpoint;

const messagesOf = (query: object, body: unknown = {}, of: Endpoint = endpoint): string[] => {
  try {
    validate(of, { path: {}, query, body });
    return [];
  } catch (error) {
    return (error as { data: { details: { message: string }[] } }).data.details.map(({ message }) => message);
  }
};

const inBody = (body: unknown) => messagesOf({}, body);

describe("what is said of a wrong field", () => {
  it("names the field that was meant by an unknown one, at any depth and however it is written", () => {
    expect(messagesOf({ statuss: "paid" })).to.deep.equal(['"statuss" is not known here: did you mean "status"?']);
    expect(inBody({ firstName: "A" })).to.deep.equal(['"firstName" is not known here: did you mean "first_name"?']);
    expect(inBody({ items: [{}, { quantty: 1 }] })).to.deep.equal([
      '"items.1.quantty" is not known here: did you mean "quantity"?',
    ]);
  });

  it("lists what is known where no name is near, and says where nothing is", () => {
    expect(messagesOf({ size: "1" })).to.deep.equal(['"size" is not known here; expected: status, limit, tags']);
    expect(messagesOf({ size: "1" }, {}, {} as Endpoint)).to.deep.equal([
      '"size" is not known here; nothing is expected',
    ]);
    const many = {
      querySchema: Joi.object(Object.fromEntries(Array.from({ length: 40 }, (_, at) => [`name${at}`, Joi.any()]))),
    };
    expect(messagesOf({ other: "1" }, {}, many as Endpoint)[0]).to.match(/: name0, .*, name19, …$/);
  });

  it("ends the summary with one mark", () => {
    try {
      validate(endpoint, { path: {}, query: { statuss: "" }, body: {} });
    } catch (error) {
      expect((error as Error).message).to.equal('"statuss" is not known here: did you mean "status"?');
    }
  });

  it("names the form and an example in the place of the value and the pattern", () => {
    expect(inBody({ code: "12" })).to.deep.equal(['"code" must have the form: six digits']);
    expect(inBody({ phone: "x" })).to.deep.equal(['"phone" must have the form: phone number, such as 01712345678']);
    expect(inBody({ secret: "S3CRET" })).to.deep.equal(['"secret" must have another form']);
    expect(inBody({ named: "b" })).to.deep.equal(['"named" must begin with a']);
  });

  it("says that a parameter was sent twice, and that a body must be an object", () => {
    expect(messagesOf({ limit: ["1", "2"] })).to.deep.equal(['"limit" must be sent once']);
    expect(messagesOf({ status: ["paid", "paid"] })).to.deep.equal(['"status" must be sent once']);
    expect(messagesOf({ tags: ["a", "b"] })).to.deep.equal([]);
    for (const body of [[], null, 5, "a"])
      expect(inBody(body), String(body)).to.deep.equal(["The body must be a JSON object"]);
  });
});

describe("what is said of a body that is no JSON", () => {
  const problemOf = (text: string) => {
    try {
      return JSON.parse(text);
    } catch (error) {
      return jsonProblem(error as Error);
    }
  };

  it("names the place, the character or the early end", () => {
    expect(problemOf('{"a": 1,\n}')).to.equal("is not well-formed JSON at line 2, column 1");
    expect(problemOf("{'a': 1}")).to.equal("is not well-formed JSON at line 1, column 2");
    expect(problemOf('{"a": tru}')).to.equal('is not well-formed JSON: "}" is not expected where it stands');
    expect(problemOf('{"a"')).to.match(/^is not well-formed JSON( at line 1, column 5|: it ends too early)$/);
    expect(problemOf("")).to.equal("is not well-formed JSON: it ends too early");
  });

  it("tells a broken compression from it", () => {
    expect(jsonProblem({ code: "Z_DATA_ERROR" })).to.match(/^is not well-formed in the compression/);
  });
});
