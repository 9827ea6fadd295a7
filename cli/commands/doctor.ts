import { Command } from "commander";
import { print } from "./output.ts";

/** `doctor`: looks at the environment and the engines, and says what is wrong. */
export function doctorCommand(): Command {
  return new Command("doctor")
    .description(
      "check the environment, the engines, their versions and settings; exits with 1 when something is wrong",
    )
    .action(async () => {
      const { logEngineProblems } = await import("../../config/engine-problems.ts");
      // What is wrong is a finding, and no line of a log among them.
      logEngineProblems(false);
      const { checkMachine } = await import("./doctor/machine.ts");
      const { checkDatabase } = await import("./doctor/database.ts");
      const { checkNats, checkRedis } = await import("./doctor/engines.ts");
      const findings = (await Promise.all([checkMachine(), checkDatabase(), checkNats(), checkRedis()])).flat();
      print(findings);
      if (findings.some(({ state }) => state === "wrong")) process.exitCode = 1;
    });
}
