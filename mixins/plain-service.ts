import type { ServiceSchema, ServiceSettingSchema } from "moleculer";
import { type ActionDefinition, actionsByName } from "./actions/action.ts";
import type { Logger } from "./core-instance.ts";

/** What a service without a database is made of. */
export interface PlainService {
  name: string;
  actions: ActionDefinition<{ logger: Logger }>[];
  /** Connects to what the service works with. */
  start?(): Promise<void>;
  stop?(): Promise<void>;
}

/** Makes the Moleculer schema of a service that keeps nothing in a database: actions and health. */
export function plainService(definition: PlainService): ServiceSchema<ServiceSettingSchema> {
  return {
    name: definition.name,
    actions: {
      ...actionsByName(definition.actions),
      health: {
        handler: async () => true,
      },
    },
    async started() {
      await definition.start?.();
    },
    async stopped() {
      await definition.stop?.();
    },
  };
}
