import { enableCompileCache } from "node:module";
import { CommanderError, InvalidArgumentError } from "commander";
import { actAs } from "./commands/operator.ts";
import { explain, form } from "./commands/output.ts";
import { commandLine } from "./commands/program.ts";
import { watchCommand } from "./commands/watch.ts";

// `npm run -s orchestra -- <command>`. Only a command's result is on standard output, so that it can be piped. A
// command loads the services when it runs and not before: most need few of them, and the compile cache serves the next
// run.
enableCompileCache();
try {
  const { args, watch } = optionsOf(process.argv.slice(2));
  if (watch === undefined) await (await commandLine(args[0])).parseAsync(args, { from: "user" });
  else await watchCommand(args, watch);
} catch (error) {
  // Commander has already said what is wrong with the command, but for the options that are not its own.
  if (!(error instanceof CommanderError) || error instanceof InvalidArgumentError)
    console.error(`Error: ${explain(error)}`);
  process.exitCode = error instanceof CommanderError ? usageCode(error) : 1;
}

// Options of every command, wherever they stand. A command that is watched gets the others again.
function optionsOf(all: string[]): { args: string[]; watch?: number } {
  const watched = all.find((each) => /^--watch(=\d+)?$/.test(each));
  if (watched !== undefined)
    return { args: all.filter((each) => each !== watched), watch: Number(watched.split("=")[1] ?? 2) };
  if (all.includes("--json")) form.table = false;
  const as = all.find((each) => each.startsWith("--as="));
  if (as !== undefined) actAs(as.slice("--as=".length));
  return { args: all.filter((each) => each !== "--json" && each !== as) };
}

function usageCode({ exitCode }: CommanderError): number {
  return exitCode === 0 ? 0 : 2;
}
