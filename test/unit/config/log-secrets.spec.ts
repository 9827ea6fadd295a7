import { expect } from "chai";
import { withoutSecrets } from "../../../config/log-secrets.ts";

describe("a line of the log", () => {
  it("holds no secret of an object in it, which itself keeps it", () => {
    const body = { client_id: "a", client_secret: "s", access_token: "t" };
    const line = { msg: "m", body, other: { access_token: "u" }, none: null, count: 1 };
    expect(withoutSecrets(line)).to.deep.equal({
      msg: "m",
      body: { client_id: "a", client_secret: "[Redacted]", access_token: "[Redacted]" },
      other: { access_token: "[Redacted]" },
      none: null,
      count: 1,
    });
    expect(body.client_secret).to.equal("s");
  });

  it("stays the same object where there is none", () => {
    const line = { msg: "m", err: new Error("e"), list: [1] };
    expect(withoutSecrets(line)).to.equal(line);
  });
});
