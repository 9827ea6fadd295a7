import type { SurfaceTable } from "../../endpoint.ts";
import { accessOf, credentials, securityScheme } from "./credentials.ts";
import { deadLetters } from "./dead-letters.ts";

/** The surface of who runs the platform. */
export const ops: SurfaceTable = {
  name: "ops",
  title: "Operations",
  description: "For who runs the platform: what waits, what failed, and acts that put it right, all in the event log.",
  prefix: "/ops/v1",
  credentials,
  securityScheme,
  accessOf,
  withoutStore: true,
  errors: [],
  endpoints: [...deadLetters],
};
