import { Command, Option } from "commander";
import { type ActionName, type ActionParams, type RunState, runStates } from "../../services/contracts.ts";
import { useServices } from "./context.ts";
import { positive, print } from "./output.ts";

/** `workflows list`, `show` and `resume`: runs of workflows, and how to resume one that is stuck. */
export function workflowsCommand(): Command {
  const listing = new Command("list")
    .description("print the runs of workflows, the latest first")
    .addOption(new Option("--state <state>", "only those in it").choices(runStates))
    .option("--limit <number>", "at most so many", positive, 100)
    .action((options: { state?: RunState; limit: number }) => printResult("orchestra.listRuns", options));
  const show = new Command("show")
    .description("print a run with its journal; its input is kept until it ends")
    .argument("<id>", "as the list writes it")
    .action((id: string) => printResult("orchestra.getRun", { id }));
  const resume = new Command("resume")
    .description("have the running servers resume a run that is stuck, once its cause is repaired")
    .argument("<id>", "as the list writes it")
    .action((id: string) => printResult("orchestra.resumeRun", { id }));
  return new Command("workflows")
    .description("runs of workflows, which cross services")
    .addCommand(listing)
    .addCommand(show)
    .addCommand(resume);
}

async function printResult<Name extends ActionName>(name: Name, params: ActionParams<Name>): Promise<void> {
  print(await useServices(["orchestra"], (context) => context.call(name, params)));
}
