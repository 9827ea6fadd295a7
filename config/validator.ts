import type { Schema, ValidationResult } from "joi";
import { Errors, type Middleware } from "moleculer";

// Not in the actions' `params`, which every packet of the registry includes in full.
const schemas = new Map<string, Schema>();

/** Registers the schema of an action's parameters. */
export function registerParams(action: string, schema: Schema): void {
  schemas.set(action, schema);
}

/**
 * Checks the parameters of every action of this process before its handler runs. What only a caller in another process
 * knows, one of a later release perhaps, is left out: while releases run side by side, this one acts as it always did.
 */
export const validator: Middleware = {
  name: "Validator",
  localAction(next, action) {
    const schema = schemas.get(action.name ?? "");
    if (!schema) return next;
    return function validated(ctx) {
      const { error, value } = validate(schema, ctx.params, ctx.nodeID !== ctx.broker.nodeID);
      if (error) {
        const details = error.details.map(({ path, message }) => ({ path: path.join("."), message }));
        throw new Errors.MoleculerClientError("The parameters are not right.", 400, "validation_error", { details });
      }
      ctx.params = value;
      return next.call(this, ctx);
    };
  },
};

const strictly = { abortEarly: false, convert: false };

function validate(schema: Schema, params: object, isRemote: boolean): ValidationResult {
  const result = schema.validate(params, strictly);
  const { details = [] } = result.error ?? {};
  if (!isRemote || details.length === 0 || details.some(({ type }) => type !== "object.unknown")) return result;
  const known = structuredClone(params);
  for (const { path } of details) leaveOut(known, path);
  return schema.validate(known, strictly);
}

function leaveOut(value: object, path: readonly (string | number)[]): void {
  const holder = path.slice(0, -1).reduce<object>((found, name) => Reflect.get(found, name) as object, value);
  Reflect.deleteProperty(holder, path.at(-1) as string);
}
