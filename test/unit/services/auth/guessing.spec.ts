import { expect } from "chai";
import { ulid } from "ulid";
import { limits } from "../../../../services/auth/limits.rules.ts";
import { AuthService, wrongCode } from "../../../support/auth/service.ts";

const hour = 3_600_000;
const day = 24 * hour;

/** Runs with a clock of its own, which the code under test reads too. */
async function withClock(work: (clock: { now: number }) => Promise<void>): Promise<void> {
  const real = Date.now;
  const clock = { now: real() };
  Date.now = () => clock.now;
  try {
    await work(clock);
  } finally {
    Date.now = real;
  }
}

describe("guessing a code of six digits", () => {
  const auth = new AuthService();
  before(() => auth.start());
  after(() => auth.stop());

  const judged = async () => {
    const sql = "SELECT SUM(tries + tries_elsewhere) AS n FROM otps WHERE store_id = ?";
    return (await auth.db.row<{ n: number | null }>(sql, [auth.store_id]))?.n ?? 0;
  };

  // What docs/security.md computes: fixed windows let twice as many through in 24 hours that lie across two.
  it("has limits whose counters fit their column: MariaDB cuts longer names, and finds none of them", () => {
    // A colon and a SHA-256 in base64url follow the kind.
    for (const { kind } of Object.values(limits)) expect(kind.length + 44, kind).to.be.at.most(64);
  });

  it("succeeds in less than 1 of 10,000 days by the limits", () => {
    const budgets = [limits.guessesOfAccount, limits.guessesOfDevices, limits.guessesOfSessions];
    for (const { withinMs } of budgets) expect(withinMs).to.equal(day);
    const most = 2 * budgets.reduce((sum, budget) => sum + budget.most, 0);
    expect(most / 1_000_000).to.be.below(1 / 10_000);
  });

  it("is judged at most 40 times in any day, from any number of networks, with any number of codes", async function () {
    this.timeout(120_000);
    await withClock(async (clock) => {
      const customer_id = `cust_${ulid()}`;
      const addresses = [`${ulid().toLowerCase()}@example.com`, "+8801712345678"];
      const { store_id, tenant_id } = auth;
      const guesses: number[] = [];
      // Each half of an hour for a day and a half: a new network asks for a code at each address and guesses six times, and
      // another one guesses at the same codes.
      for (const end = clock.now + 1.5 * day; clock.now < end; clock.now += hour / 2) {
        for (const address of addresses) {
          const [ip, other] = [
            `10.${guesses.length % 256}.${Math.floor(clock.now / 9e5) % 256}.1`,
            `172.16.${Math.floor(clock.now / 9e5) % 256}.${addresses.indexOf(address)}`,
          ];
          const of = { store_id, tenant_id, action: "login" as const, address };
          const client = (from: string) => ({ ip: from, user_agent: null });
          const { otp } = await auth.call("auth.createOtp", {
            ...of,
            country: "BD",
            customer_id,
            client: client(ip),
            idempotency_key: ulid(),
          });
          for (let tries = 0; tries < 8; tries++) {
            const before = await judged();
            const guess = { ...of, otp: wrongCode(otp ?? "0"), client: client(tries % 2 ? ip : other) };
            await auth.refusal("auth.checkOtp", guess);
            if ((await judged()) > before) guesses.push(clock.now);
          }
        }
      }
      expect(guesses.length).to.be.within(30, 80);
      const inDayFrom = (start: number) => guesses.filter((at) => at >= start && at < start + day).length;
      expect(Math.max(...guesses.map(inDayFrom))).to.be.at.most(40);
    });
  });

  it("pauses twice as long each time a limit was used up, and forgets it when nobody tries", async () => {
    await withClock(async (clock) => {
      const { customer_id } = await auth.customer();
      const params = auth.logInParams(customer_id, "not the right one", `${ulid()}@example.com`);
      const used = async () => {
        let tries = 0;
        while ((await auth.refusal("auth.logIn", params)) === "401 invalid_credentials") tries++;
        return tries;
      };
      const waits: number[] = [];
      for (let round = 0; round < 4; round++) {
        expect(await used()).to.equal(limits.passwordOfLogin.most);
        const wait = await auth.call("auth.logIn", params).catch(({ data }) => data.retry_after as number);
        waits.push(Math.round(Number(wait) / 60));
        clock.now += Number(wait) * 1_000 + 1_000;
      }
      expect(waits).to.deep.equal([15, 30, 60, 120]);
    });
  });
});
