import { describeCodes } from "./codes.ts";
import { describeForgetting } from "./forgetting.ts";
import { describePasswords } from "./passwords.ts";
import { describeSessions } from "./sessions.ts";

/** What holds of customers' accounts on every engine; the environment says which one this process works with. */
export function describeAccounts(engine: string): void {
  describe(`customers' accounts (${engine})`, () => {
    describePasswords();
    describeSessions();
    describeCodes();
    describeForgetting();
  });
}
