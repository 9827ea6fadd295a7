import type { ServiceSchema, ServiceSettingSchema } from "moleculer";
import { engineProblems } from "../config/engine-problems.ts";
import { type ActionDefinition, actionsByName } from "./actions/action.ts";
import type { Logger } from "./core-instance.ts";

/** The parts of a service without a database. */
interface PlainService {
  name: string;
  actions: ActionDefinition<{ logger: Logger }>[];
  /** Connects to the engine that the service uses. */
  start?(): Promise<void>;
  stop?(): Promise<void>;
}

/** Makes the Moleculer schema of a service without a database: actions and health. */
export function plainService(definition: PlainService): ServiceSchema<ServiceSettingSchema> {
  return {
    name: definition.name,
    actions: {
      ...actionsByName(definition.actions),
      health: { handler: async () => engineProblems() },
    },
    started: async () => definition.start?.(),
    stopped: async () => definition.stop?.(),
  };
}
