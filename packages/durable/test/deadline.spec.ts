import { expect } from "chai";
import { waitAtMost, withDeadline } from "../index.ts";
import { until } from "./support/until.ts";

const never = new Promise<string>(() => undefined);
const late = () => new Error("late");

describe("a deadline", () => {
  it("lets work answer in time, or fail with its own error", async () => {
    expect(await withDeadline(Promise.resolve("done"), 1_000, late)).to.equal("done");
    const failed = withDeadline(Promise.reject(new Error("its own")), 1_000, late);
    expect(await failed.catch(String)).to.equal("Error: its own");
  });

  it("fails in its place when time is over", async () => {
    expect(await withDeadline(never, 5, late).catch(String)).to.equal("Error: late");
  });

  it("can be waited for whatever becomes of the work", async () => {
    let ended = false;
    const work = until(() => true).then(() => {
      ended = true;
    });
    await waitAtMost(work, 10_000);
    expect(ended).to.equal(true);
    expect(await waitAtMost(Promise.reject(new Error("no")), 10_000)).to.equal(undefined);
    expect(await waitAtMost(never, 5)).to.equal(undefined);
  });

  it("ignores what becomes of the work after that", async () => {
    const { promise, reject } = Promise.withResolvers<string>();
    expect(await withDeadline(promise, 5, late).catch(String)).to.equal("Error: late");
    const unhandled: unknown[] = [];
    const listen = (error: unknown) => void unhandled.push(error);
    process.once("unhandledRejection", listen);
    reject(new Error("too late"));
    await new Promise((resolve) => setImmediate(resolve));
    process.off("unhandledRejection", listen);
    expect(unhandled).to.deep.equal([]);
  });
});
