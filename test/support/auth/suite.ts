import { describeCodes } from "./codes.ts";
import { describeForgetting } from "./forgetting.ts";
import { describePasswords } from "./passwords.ts";
import { describeSessions } from "./sessions.ts";

/** The tests of customers' accounts, on the engine that the environment names. */
export function describeAccounts(engine: string): void {
  describe(`customers' accounts (${engine})`, () => {
    describePasswords();
    describeSessions();
    describeCodes();
    describeForgetting();
  });
}
