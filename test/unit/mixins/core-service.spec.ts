import { expect } from "chai";
import { type CoreInstance, coreService } from "../../../mixins/core-service.ts";

describe("a stopping core service", () => {
  it("runs every stop callback although one throws, and logs the error", async () => {
    const done: string[] = [];
    const logged: object[] = [];
    const service = coreService({ name: "stopping", migrations: [], actions: [] });
    const instance = {
      logger: { error: (fields: object) => logged.push(fields) },
      stops: [
        async () => void done.push("first"),
        () => Promise.reject(new Error("no")),
        async () => void done.push("last"),
      ],
      db: { close: async () => void done.push("database") },
    };
    const stopped = service.stopped as (this: CoreInstance) => Promise<void>;
    await stopped.call(instance as unknown as CoreInstance);
    expect(done).to.deep.equal(["last", "first", "database"]);
    expect(logged).to.deep.equal([{ error: "Error: no" }]);
  });
});
