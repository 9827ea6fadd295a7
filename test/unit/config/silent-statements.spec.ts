import { Socket } from "node:net";
import { expect } from "chai";
import { type Session, SilentStatements } from "../../../config/silent-statements.ts";

const host = { host: "db", port: 3306 };
const looks = 3;

/** What a server answers to a connection of its own. */
interface Answers {
  server: string;
  working: number[];
}

function sessionOf(id: number, answers: () => Answers): Session {
  const processes = () => answers().working.map((Id) => ({ Id, Command: "Query" }));
  const idle = { Id: 1, Command: "Sleep" };
  return {
    stream: new Socket().on("error", () => undefined),
    destroy: () => undefined,
    promise: () => ({
      query: async (sql: string) => [
        sql.startsWith("SHOW") ? [...processes(), idle] : [{ server: answers().server, id }],
        undefined,
      ],
    }),
  };
}

describe("a connection whose statement is not answered", () => {
  let now: Answers | { code: string };
  let left: number;
  let statements: SilentStatements;
  let waiting: Session;
  let idle: Session;

  beforeEach(async () => {
    now = { server: "one", working: [] };
    left = 0;
    const answers = () => now as Answers;
    const open = async () => {
      if ("code" in now) throw now;
      return sessionOf(9, answers);
    };
    statements = new SilentStatements(open, () => left++);
    [waiting, idle] = [sessionOf(1, answers), sessionOf(2, answers)];
    for (const each of [waiting, idle]) await statements.watch(each, host);
    waiting._command = {};
  });

  // Whether each was ended.
  async function afterLooks(count = looks): Promise<boolean[]> {
    for (let time = 0; time < count; time++) await statements.look();
    return [waiting, idle].map(({ stream }) => stream.destroyed);
  }

  it("is ended when the server does nothing for it, and so is an idle one beside it", async () => {
    expect(await afterLooks(looks - 1)).to.deep.equal([false, false]);
    expect(await afterLooks(1)).to.deep.equal([true, true]);
    expect(left).to.equal(0);
  });

  it("is left alone while the server is at work for it, and ended when that is over", async () => {
    now = { server: "one", working: [1] };
    expect(await afterLooks(20)).to.deep.equal([false, false]);
    now = { server: "one", working: [] };
    expect(await afterLooks(20)).to.deep.equal([true, true]);
  });

  it("is left alone while it gets another statement at each look", async () => {
    for (let time = 0; time < 10; time++) {
      waiting._command = {};
      expect(await afterLooks(1)).to.deep.equal([false, false]);
    }
  });

  it("is left alone when another server answers, or one that refuses", async () => {
    now = { server: "another", working: [] };
    expect(await afterLooks()).to.deep.equal([false, false]);
    now = { code: "ER_CON_COUNT_ERROR" };
    expect(await afterLooks(10)).to.deep.equal([false, false]);
  });

  it("is ended when the server answers nobody, twice, and another host is taken", async () => {
    now = { code: "ETIMEDOUT" };
    expect(await afterLooks()).to.deep.equal([false, false]);
    expect(await afterLooks(1)).to.deep.equal([true, true]);
    expect(left).to.equal(1);
  });
});
