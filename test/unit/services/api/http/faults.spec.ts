import { expect } from "chai";
import Joi from "joi";
import { messageOf } from "../../../../../services/api/http/faults.ts";
import { topicsBody } from "../../../../../services/api/surfaces/apps/webhook-requests.ts";
import { webhookPatterns } from "../../../../../services/contracts.ts";

describe("messages of faults", () => {
  const messagesOf = (schema: Joi.ObjectSchema, value: object) =>
    (schema.validate(value, { abortEarly: false }).error?.details ?? []).map((fault) =>
      messageOf(schema, fault, false),
    );

  it("name every value that is allowed, however many there are", () => {
    const schema = Joi.object({ topics: topicsBody() });
    const [message, ...others] = messagesOf(schema, { topics: ["order.*", "order.teleported"] });
    expect(others).to.deep.equal([]);
    expect(message).to.equal(`"topics[1]" must be one of [${webhookPatterns.join(", ")}]`);
  });

  it("end at a word when they are long for what was sent", () => {
    const words = "hundred ".repeat(200).trim();
    const schema = Joi.object({ name: Joi.string().max(3).messages({ "string.max": "{{#value}} is too long" }) });
    const [message = ""] = messagesOf(schema, { name: words });
    expect(message.length).to.be.within(480, 502);
    expect(message).to.match(/^("?hundred )+hundred …$/);
  });
});
