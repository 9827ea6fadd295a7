import { expect } from "chai";
import Joi from "joi";
import { read } from "../../../../../services/api/http/body.ts";
import type { Exchange } from "../../../../../services/api/http/exchange.ts";
import { abandoned } from "../../../../support/abandoned.ts";

describe("the body of a request whose client has disconnected before it was read", () => {
  const readOf = async (endpoint: object, type: string) => {
    const [request, response] = await abandoned(type, JSON.stringify({ reason: "customer_request" }));
    const exchange = { endpoint, request, response, parts: { path: {}, query: {}, body: {} } };
    return read(exchange as unknown as Exchange).then(
      () => exchange.parts.body,
      ({ code, type, message }) => ({ code, type, message }),
    );
  };

  it("is refused: no action runs as if nothing had been sent", async () => {
    const endpoint = { bodySchema: Joi.object({ reason: Joi.string() }) };
    expect(await readOf(endpoint, "application/json")).to.deep.equal({
      code: 400,
      type: "invalid_json",
      message: "The body was not sent to its end.",
    });
  });

  it("is refused where a picture is uploaded, long before the deadline", async () => {
    expect(await readOf({ upload: true }, "multipart/form-data; boundary=x")).to.include({ code: 400 });
  });
});
