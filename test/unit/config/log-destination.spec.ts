import { execFileSync } from "node:child_process";
import { expect } from "chai";
import pino from "pino";
import { TogetherLog } from "../../../config/log-destination.ts";
import { until } from "../../support/until.ts";

describe("where the log goes", () => {
  let writes: string[];
  let together: TogetherLog;
  let log: pino.Logger;
  beforeEach(() => {
    const mine: string[] = [];
    writes = mine;
    together = new TogetherLog({ write: (text) => void mine.push(text) });
    log = pino({ base: null }, together);
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

  it("makes a late line in its place, and of the time at which it was added", () => {
    const since = Date.now();
    const added = performance.now();
    log.info("one");
    together.add({ text: (epoch) => `${JSON.stringify({ msg: "two", time: epoch + added })}\n` });
    log.info("three");
    log.error("four");
    expect(messages()).to.deep.equal([["one", "two", "three", "four"]]);
    expect(JSON.parse(writes[0]?.split("\n")[1] ?? "").time).to.be.within(since - 1, Date.now() + 1);
  });

  it("lets a late line wait, also after a warning, and takes many of them before their time", async () => {
    const late = { text: () => '{"msg":"late"}\n' };
    log.warn("one");
    together.add(late);
    expect(messages()).to.deep.equal([["one"]]);
    await until(() => writes.length > 1);
    expect(messages()).to.deep.equal([["one"], ["late"]]);
    for (let count = 0; count < 300; count++) together.add(late);
    expect(writes.length).to.be.within(3, 6);
  });

  it("has every line when the process exits, also by an error", () => {
    const program = `
      import pino from "pino";
      import { jsonLog, logDestination } from "./config/log-destination.ts";
      const log = pino({ base: null }, logDestination());
      log.info("the last one");
      jsonLog().add({ text: () => "and a late one" });
      process.exit(3);`;
    const run = () => execFileSync(process.execPath, ["--input-type=module", "-e", program], { encoding: "utf8" });
    expect(run)
      .to.throw()
      .with.property("stdout")
      .that.matches(/the last one.*\nand a late one/);
  });
});
