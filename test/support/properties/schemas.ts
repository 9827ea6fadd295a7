import type { AnySchema } from "joi";
import type { Parsed } from "../harness/http.ts";

const known = new WeakMap<AnySchema, Parsed>();

/** The JSON Schema of what a request must be, with all that the documents leave out for readers in other languages. */
export function strictSchemaOf(schema: AnySchema): Parsed {
  const found = known.get(schema);
  if (found) return found;
  const standard = (schema as unknown as { "~standard": Standard })["~standard"];
  const made = standard.jsonSchema.input({ target: "draft-2020-12" });
  known.set(schema, made);
  return made;
}

interface Standard {
  jsonSchema: { input(options: { target: string }): Parsed };
}
