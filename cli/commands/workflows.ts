import { Command, Option } from "commander";
import { type RunState, runStates } from "../../services/contracts.ts";
import { useServices } from "./context.ts";
import { positive, print } from "./output.ts";

/** `workflows list`, `show` and `resume`: how workflows end, and how one that is stuck goes on. */
export function workflowsCommand(): Command {
  const listing = new Command("list")
    .description("print the runs of workflows, the latest first")
    .addOption(new Option("--state <state>", "only those in it").choices(runStates))
    .option("--limit <number>", "at most so many", positive, 100)
    .action(async (options: { state?: RunState; limit: number }) =>
      print(await useServices(["orchestra"], (context) => context.call("orchestra.listRuns", options))),
    );
  const show = new Command("show")
    .description("print a run with its journal; what was asked is kept until it ends")
    .argument("<id>", "as the list writes it")
    .action(async (id: string) =>
      print(await useServices(["orchestra"], (context) => context.call("orchestra.getRun", { id }))),
    );
  const resume = new Command("resume")
    .description("have a run that is stuck go on in the running servers, once its cause is mended")
    .argument("<id>", "as the list writes it")
    .action(async (id: string) =>
      print(await useServices(["orchestra"], (context) => context.call("orchestra.resumeRun", { id }))),
    );
  return new Command("workflows")
    .description("runs of what crosses services")
    .addCommand(listing)
    .addCommand(show)
    .addCommand(resume);
}
