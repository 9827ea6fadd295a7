import { expect } from "chai";
import { parseLayout } from "../../../cli/cluster/layout.ts";

describe("the layout of a cluster", () => {
  it("is read beside the numbers of processes", () => {
    expect(parseLayout(["--nats", "3", "orders=3", "--database=galera", "--redis", "sentinel"])).to.deep.equal({
      layout: { nats: 3, database: "galera", redis: "sentinel" },
      words: ["orders=3"],
    });
  });

  it("is one server of each without options", () => {
    expect(parseLayout(["orders=3"])).to.deep.equal({ words: ["orders=3"] });
  });

  for (const [args, says] of [
    [["--nats", "2"], "write 1 or 3 or 5"],
    [["--database", "oracle"], "write galera or replica"],
    [["--bus", "3"], "--nats 1|3|5, --database galera|replica, --redis sentinel|cluster"],
  ] as const)
    it(`refuses ${args.join(" ")} and says what there is`, () => {
      expect(() => parseLayout([...args])).to.throw(says);
    });
});
