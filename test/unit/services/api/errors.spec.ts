import { expect } from "chai";
import { Errors } from "moleculer";
import { toFailure } from "../../../../services/api/errors.ts";

describe("what a client receives for an error", () => {
  const of = (type: string, code: number) => toFailure(new Errors.MoleculerError("Inside.", code, type));

  it("is 503 with a longer pause for what has begun and waits for an operator: its outcome is not known", () => {
    const { message, ...failure } = of("workflow_stuck", 503);
    expect(failure).to.deep.equal({ status: 503, code: "service_unavailable", retryAfter: 60 });
    expect(message).to.contain("same Idempotency-Key");
  });

  it("is the refusal of an action in its own words, and nothing of the inside of a fault", () => {
    expect(of("order_not_found", 404)).to.include({ status: 404, code: "order_not_found", message: "Inside." });
    expect(of("internal_error", 500)).to.include({ status: 500 }).and.not.include({ message: "Inside." });
    expect(of("REQUEST_TIMEOUT", 504)).to.include({ status: 503, retryAfter: 1 });
  });
});
