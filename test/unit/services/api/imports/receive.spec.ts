import { expect } from "chai";
import { customerImport } from "../../../../../services/api/imports/customers.ts";
import { receiveImport } from "../../../../../services/api/imports/receive.ts";
import { CsvBody } from "../../../../../services/api/uploads/csv-body.ts";
import { abandoned } from "../../../../support/abandoned.ts";

describe("an import whose client leaves before the end of the file", () => {
  it("is refused as a file that cannot be read on, and is no failure of the server", async () => {
    const [request] = await abandoned("text/csv", "email,first_name\nada@example.com,Ada\n", 10_000);
    const asked = { call: async () => ({ id: "imp_1" }), store: {}, body: new CsvBody(request) };
    const keys = { key: "a", idempotency_key: "b" };
    const failure = await receiveImport(
      asked as never,
      "customers",
      customerImport,
      { update_existing: false },
      keys,
    ).catch((error) => error);
    expect(failure).to.include({ code: 400, type: "validation_error", message: "The file was not sent to its end." });
  });
});
