import { existsSync } from "node:fs";
import { join } from "node:path";
import { discoverServices, projectRoot } from "../cluster/plan.ts";
import type { CommandContext } from "./runtime.ts";

/** Starts services in this process for one command, then stops them. They are loaded only when a command needs them. */
export async function useServices<T>(names: string[], work: (context: CommandContext) => Promise<T>): Promise<T> {
  const { closeServices, withServices } = await import("./runtime.ts");
  try {
    return await withServices(names, work);
  } finally {
    await closeServices();
  }
}

/** Does work with each service in turn, and not at once: each holds a connection while it migrates. */
export async function forEachService<Name extends string>(
  names: readonly Name[],
  work: (service: Name, context: CommandContext) => Promise<void>,
): Promise<void> {
  const { closeServices, withServices } = await import("./runtime.ts");
  try {
    for (const name of names) await withServices([name], (context) => work(name, context));
  } finally {
    await closeServices();
  }
}

/** The services that have a database. */
export function servicesWithDatabase(): string[] {
  return discoverServices().filter((name) => existsSync(join(projectRoot, "services", name, "migrations")));
}
