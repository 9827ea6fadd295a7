import type { SurfaceTable } from "../../endpoint.ts";
import { accessOf, credentials, securityScheme } from "./credentials.ts";
import { deadLetters } from "./dead-letters.ts";
import { events } from "./events.ts";
import { processes } from "./processes.ts";
import { session } from "./session.ts";
import { stores } from "./stores.ts";
import { tokens } from "./tokens.ts";
import { webhooks } from "./webhooks.ts";
import { workflowRuns } from "./workflow-runs.ts";

/** The surface of operators. */
export const ops: SurfaceTable = {
  name: "ops",
  title: "Operations",
  description: "For operators: what waits, what failed, and acts that put it right, all in the event log.",
  prefix: "/ops/v1",
  credentials,
  securityScheme,
  accessOf,
  withoutStore: true,
  errors: [],
  endpoints: [...session, ...tokens, ...processes, ...workflowRuns, ...deadLetters, ...webhooks, ...stores, ...events],
};
