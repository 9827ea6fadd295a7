import { globSync } from "node:fs";
import inspector from "node:inspector";
import { flushCompileCache } from "node:module";
import { join } from "node:path";
import { type BrokerOptions, ServiceBroker, type ServiceSchema } from "moleculer";
import { projectRoot } from "../cluster/plan.ts";
import { reloadChanged } from "./modules.ts";
import type { Command, Report } from "./process.ts";

// An application process of `npm run dev`. It loads all sources in advance, and later the changed ones again. A
// debugger would show a changed source twice, so in debug mode all sources are loaded once, when they are needed.
let sources: Promise<Sources | undefined> = process.argv[2] === "debug" ? Promise.resolve(undefined) : load();
sources.catch(() => undefined).then(() => report("loaded"));

process.on("message", (command: Command) => {
  if (command.do === "load") sources = sources.catch(() => undefined).then(() => loadChanged(command.changed));
  else run(command).catch(sayPlainly);
});
// The supervisor has ended, so nothing reads the log: exit without draining.
process.once("disconnect", () => process.exit());

interface Sources {
  options: BrokerOptions;
  services: ServiceSchema[];
}

async function loadChanged(changed: string[]): Promise<Sources> {
  reloadChanged(changed.map((file) => join(projectRoot, file)));
  return load();
}

async function load(): Promise<Sources> {
  const only = process.env.SERVICES?.split(",").map((name) => name.trim()) ?? ["*"];
  const files = only.flatMap((name) => globSync(`services/${name}/*.service.ts`, { cwd: projectRoot }));
  const [config, ...services] = await Promise.all(["moleculer.config.ts", ...files].map(importFile));
  return { options: config as BrokerOptions, services: services as ServiceSchema[] };
}

async function run({ banner, inspect }: { banner: boolean; inspect?: number }): Promise<void> {
  const loaded = await sources;
  if (!loaded) throw new Error("The sources were not loaded.");
  const { options, services } = loaded;
  if (inspect !== undefined) inspector.open(inspect);
  const middlewares = options.middlewares?.filter(
    (each) => banner || typeof each !== "object" || each.name !== "Banner",
  );
  const broker = new ServiceBroker({ ...options, middlewares });
  for (const service of services) broker.createService(service);
  await broker.start();
  report("ready");
  flushCompileCache();
}

// Of an error for the operator the message is all; any other is Node's to print, with the line of the source.
function sayPlainly(error: Error): void {
  if (error.stack !== error.message) throw error;
  console.error(error.message);
  process.exit(1);
}

function report(state: Report): void {
  process.send?.(state);
}

async function importFile(file: string): Promise<unknown> {
  const module = (await import(join(projectRoot, file))) as { default: unknown };
  return module.default;
}
