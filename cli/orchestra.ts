import { enableCompileCache } from "node:module";
import { CommanderError, InvalidArgumentError } from "commander";
import { isError } from "../mixins/actions/errors.ts";
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
  process.exitCode = codeOf(error);
}

// Options of every command, wherever they stand. A command that is watched gets the others again.
function optionsOf(all: string[]): { args: string[]; watch?: number } {
  const watched = all.find((each) => /^--watch(=|$)/.test(each));
  if (watched !== undefined) return { args: all.filter((each) => each !== watched), watch: secondsOf(watched) };
  if (all.includes("--json")) form.table = false;
  const as = all.find((each) => /^--as(=|$)/.test(each));
  if (as !== undefined) actAs(as.slice("--as=".length));
  return { args: all.filter((each) => each !== "--json" && each !== as) };
}

function secondsOf(watched: string): number {
  const [, seconds = "2"] = watched.split("=");
  if (!/^\d{1,6}$/.test(seconds))
    throw new InvalidArgumentError("--watch=seconds takes a whole number, as in --watch=5");
  return Number(seconds);
}

// An option that an action's schema refuses is wrong usage like one that commander refuses.
function codeOf(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  return isError(error, "validation_error") ? 2 : 1;
}
