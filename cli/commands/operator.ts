import { userInfo } from "node:os";
import { InvalidArgumentError } from "commander";

let named: string | undefined;

/** Names whoever runs the command, where the machine's user says nothing: everybody is `node` in a container. */
export function actAs(name: string): void {
  if (!/^[\w.@+-]{1,64}$/.test(name))
    throw new InvalidArgumentError("--as=NAME takes 1 to 64 letters, digits and . _ @ + -");
  named = name;
}

/** Who runs the command, as the event log names them: `cli:` and a name. */
export const operatorName = (): string => `cli:${named ?? userOf()}`;

function userOf(): string {
  try {
    return userInfo()
      .username.replace(/[^\w.@+-]/g, "_")
      .slice(0, 64);
  } catch {
    // A container may run as a user without a name.
    return `uid-${process.getuid?.() ?? "unknown"}`;
  }
}
