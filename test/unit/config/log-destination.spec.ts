import { execFileSync } from "node:child_process";
import { expect } from "chai";
import pino from "pino";
import { TogetherLog } from "../../../config/log-destination.ts";
import { until } from "../../support/until.ts";

describe("where the log goes", () => {
  let writes: string[];
  let log: pino.Logger;
  beforeEach(() => {
    writes = [];
    log = pino({ base: null }, new TogetherLog({ write: (text) => void writes.push(text) }));
  });
  const messages = () =>
    writes.map((text) => text.trim().split("\n")).map((lines) => lines.map((line) => JSON.parse(line).msg));

  it("takes the lines of some milliseconds together, in their order", async () => {
    for (const message of ["one", "two", "three"]) log.info(message);
    expect(writes).to.deep.equal([]);
    await until(() => writes.length > 0);
    expect(messages()).to.deep.equal([["one", "two", "three"]]);
  });

  it("takes a warning at once, with what came before it", () => {
    log.info("one");
    log.warn("two");
    log.info("three");
    expect(messages()).to.deep.equal([["one", "two"]]);
  });

  it("takes many lines before their time, so that they do not pile up", () => {
    for (let count = 0; count < 300; count++) log.info("x".repeat(200));
    expect(writes.length).to.be.within(1, 3);
  });

  it("has every line when the process exits, also by an error", () => {
    const program = `
      import pino from "pino";
      import { logDestination } from "./config/log-destination.ts";
      const log = pino({ base: null }, logDestination());
      log.info("the last one");
      process.exit(3);`;
    const run = () => execFileSync(process.execPath, ["--input-type=module", "-e", program], { encoding: "utf8" });
    expect(run).to.throw().with.property("stdout").that.contains("the last one");
  });
});
