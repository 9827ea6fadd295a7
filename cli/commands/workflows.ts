import { Command, Option } from "commander";
import { type RunActName, type RunState, runStates } from "../../services/contracts.ts";
import { useServices } from "./context.ts";
import { newKey } from "./key.ts";
import { positive, print } from "./output.ts";
import { firstOf, given, timed } from "./pages.ts";

/** `workflows list`, `show`, `resume`, `retry`, `skip` and `resolve`: runs of workflows, and ways out for one that is stuck. */
export function workflowsCommand(): Command {
  const note = ["--note <text>", "why, for the event log"] as const;
  const listing = new Command("list")
    .description("print the runs of workflows, the latest first")
    .addOption(new Option("--state <state>", "only those in it").choices(runStates))
    .option("--workflow <name>", "only of this one, such as orchestra.cancelOrder")
    .option("--subject <id>", "only of this order or other entity")
    .option("--key <key>", "only the one with this idempotency key")
    .option("--limit <number>", "at most so many", positive, 100)
    .action(async (options: Listing) => print(await listRuns(options)));
  const show = new Command("show")
    .description("print a run with its steps; its input, without what is personal, is kept until it ends")
    .argument("<id>", "as the list writes it")
    .action(async (id: string) => print(await describeRun(id)));
  const resume = new Command("resume")
    .description("have the running servers resume a run that is stuck, once its cause is repaired")
    .argument("<id>", "as the list writes it")
    .option(...note)
    .action((id: string, options: Acting) => act(id, "resume", options));
  const step = ["--step <id>", "as `show` writes it, such as 3"] as const;
  const retry = new Command("retry")
    .description("have a stuck run go on from a step: what was refused is asked again, what is done stays")
    .argument("<id>", "as the list writes it")
    .requiredOption(...step)
    .option(...note)
    .action((id: string, options: Acting) => act(id, "retry", options));
  const skip = new Command("skip")
    .description("count a step of a stuck run as done, and have the run go on")
    .argument("<id>", "as the list writes it")
    .requiredOption(...step)
    .requiredOption(...note)
    .option("--outcome <json>", "what it would have answered, where a later step needs it")
    .action((id: string, { outcome, ...options }: Acting & { outcome?: string }) =>
      act(id, "skip", { ...options, ...(outcome === undefined ? {} : { outcome: JSON.parse(outcome) as unknown }) }),
    );
  const resolve = new Command("resolve")
    .description("end a stuck run: somebody has put right by hand what it left")
    .argument("<id>", "as the list writes it")
    .requiredOption(...note)
    .action((id: string, options: Acting) => act(id, "resolve", options));
  const command = new Command("workflows").description("runs of workflows, which cross services");
  for (const each of [listing, show, resume, retry, skip, resolve]) command.addCommand(each);
  return command;
}

interface Listing {
  state?: RunState;
  workflow?: string;
  subject?: string;
  key?: string;
  limit: number;
}

async function listRuns({ limit, ...filters }: Listing) {
  const runs = await useServices(["orchestra"], ({ call }) =>
    firstOf(limit, (page) => call("orchestra.searchRuns", { ...page, filter: given(filters) })),
  );
  return runs.map(timed);
}

interface Acting {
  step?: string;
  note?: string;
  outcome?: unknown;
}

const act = async (id: string, name: RunActName, options: Acting) => {
  const request = { idempotency_key: newKey(), id, act: name, ...options };
  print(await useServices(["orchestra"], ({ call }) => call("orchestra.actOnRun", request)));
};

async function describeRun(id: string) {
  const { steps, ...run } = await useServices(["orchestra"], ({ call }) => call("orchestra.describeRun", { id }));
  return { ...timed(run), steps: steps.map(timed) };
}
